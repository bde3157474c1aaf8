package io.mmdino.kernel;

/**
 * Matrices of one size within a tensor, in equal steps, and their rows too: the queries of several heads in [S*N, 3D], for
 * example.
 *
 * @param offset of the first element of the first matrix in the tensor
 * @param count of matrices
 * @param step elements from one matrix to the next
 * @param rows of one matrix
 * @param cols of one matrix
 * @param stride elements from one row to the next, {@code cols} or more
 */
record Matrices(Tensor tensor, long offset, int count, long step, int rows, int cols, int stride) {

    /** The whole tensor as one matrix. */
    static Matrices of(Tensor t) {
        return new Matrices(t, 0, 1, t.length(), t.rows(), t.cols(), t.cols());
    }

    /** One matrix whose rows lie {@code stride} elements apart. */
    static Matrices one(Tensor tensor, long offset, int rows, int cols, int stride) {
        return new Matrices(tensor, offset, 1, (long) rows * stride, rows, cols, stride);
    }

    /** Matrices at the same places of another tensor. */
    Matrices in(Tensor other) {
        return new Matrices(other, offset, count, step, rows, cols, stride);
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive) of every matrix. */
    Matrices rows(int from, int to) {
        return new Matrices(tensor, offset + (long) from * stride, count, step, to - from, cols, stride);
    }

    /** Elements from the start of the tensor to the first element of matrix {@code i}. */
    long start(int i) {
        return offset + i * step;
    }
}
