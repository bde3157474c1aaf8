/**
 * Tensors and the arithmetic on them. The only place that names ND4J, BLAS or CUDA: layers above call
 * {@link io.mmdino.kernel.Kernels} and never touch memory themselves.
 *
 * <p>Knows no layer, no loss and no file. One flat package, because the memory of a tensor is visible inside it
 * alone.
 */
package io.mmdino.kernel;
