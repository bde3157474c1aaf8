package io.mmdino.kernel;

/** A library's products of strided matrices, on the calling thread alone. {@link Blas#gemm} is one. */
interface Multiplier {

    /** Where {@link #operand} keeps a copy, so that as many can be used together. */
    enum Slot {
        A,
        B,
        C,
        D
    }

    /**
     * The tensor as {@link #gemm} wants its operands: {@code x} itself, or a copy of it rounded to another type.
     *
     * @param x any tensor of float32 or float64
     * @return valid until this thread asks for the next one in the same slot
     */
    default Tensor operand(Slot slot, Tensor x) {
        return x;
    }

    /**
     * {@code c[i] = alpha * op(a[i]) op(b[i]) + beta * c[i]} for all matrices; c is not read when beta is 0.
     *
     * @param a [m, k], or [k, m] if {@code transposeA}, in a tensor that {@link #operand} gave
     * @param b [k, n], or [n, k] if {@code transposeB}, likewise
     * @param c [m, n], as many as of a and b
     */
    void gemm(boolean transposeA, boolean transposeB, double alpha, Matrices a, Matrices b, double beta, Matrices c);

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
