/**
 * Matrix products by oneDNN on addresses of memory: which products are kept compiled, and that a product runs on the calling thread alone. It knows no tensors and no layers; {@code io.mmdino.kernel} is its
 * one user.
 */
package io.mmdino.kernel.onednn;
