package io.mmdino.kernel;

import io.mmdino.kernel.Blas.StridedMatrix;

/** A library's products of strided matrices, on the calling thread alone. {@link Blas#gemm} is one. */
interface Multiplier {

    /**
     * {@code c = alpha * op(a) op(b) + beta * c}; c is not read when beta is 0.
     *
     * @param a [m, k], or [k, m] if {@code transposeA}
     * @param b [k, n], or [n, k] if {@code transposeB}
     * @param c [m, n]
     */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            double alpha,
            StridedMatrix a,
            StridedMatrix b,
            double beta,
            StridedMatrix c);
}
