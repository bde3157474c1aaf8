/**
 * Tensors and the arithmetic on them. Only this package uses ND4J's arithmetic, OpenBLAS, the Vector API and CUDA; layers
 * call {@link io.mmdino.kernel.Kernels} and never access memory themselves.
 *
 * <p>It knows no layer, no training loss and no file. An operation is declared in the interface of its theme, checked in
 * CheckedKernels, and implemented in the theme's classes of the three backends (scalar, Vector API, ND4J). The package is
 * flat, because the memory of a {@link io.mmdino.kernel.Tensor} is visible in it alone.
 *
 * <p>{@link io.mmdino.kernel.Erf} is written here and not taken from commons-math, whose version is too slow for the
 * scalar kernels.
 */
package io.mmdino.kernel;
