/**
 * Tensors and the arithmetic on them. The only place that names ND4J, BLAS or CUDA: layers above call {@link
 * io.mmdino.kernel.Kernels} and never touch memory themselves.
 */
package io.mmdino.kernel;
