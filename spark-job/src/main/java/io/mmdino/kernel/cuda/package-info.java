/**
 * Kernels of NVIDIA GPUs from sm_80 on: a class for each theme of {@code Kernels}, which launches the CUDA C++ kernels of the
 * resources beside it, and products by cuBLASLt. The driver's interface is used, through JavaCPP's presets; NVRTC compiles the
 * kernels where they run. Not here: what chooses between backends.
 *
 * <p>All work of a device goes to one stream, so that operations run in the order in which they are called, by whichever
 * thread. Every thread has its own buffers for arguments and partial sums.
 */
package io.mmdino.kernel.cuda;
