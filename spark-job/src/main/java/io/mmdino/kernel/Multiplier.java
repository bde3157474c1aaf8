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

    /**
     * Rows to multiply in one call, of {@code rows} that are left: all, or fewer where the library compiles code for each size
     * and the number of rows varies from step to step.
     *
     * @param rows 0 or more
     * @return 1 to {@code rows}; 0 for 0
     */
    default int block(int rows) {
        return rows;
    }
}
