package io.mmdino.kernel;

/**
 * A matrix inside a tensor whose rows lie {@code stride} elements apart: one head of queries in [S*N, 3D], say.
 *
 * @param offset of its first element in the tensor
 * @param rows m
 * @param cols n
 * @param stride elements from one row to the next, n or more
 */
record StridedMatrix(Tensor tensor, long offset, int rows, int cols, int stride) {

    static StridedMatrix of(Tensor t) {
        return new StridedMatrix(t, 0, t.rows(), t.cols(), t.cols());
    }
}
