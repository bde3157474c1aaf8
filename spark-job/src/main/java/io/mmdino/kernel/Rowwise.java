package io.mmdino.kernel;

/**
 * Copies and sums of whole rows. Letters: R = rows, D = width. {@link Kernels} states the rules for outputs, gradients
 * and errors; a row index
 * outside of its tensor is refused like a shape that does not fit, where the indices lie in the host's memory.
 */
public interface Rowwise {

    /** Copies {@code row} [1, D] to every row of y [R, D]: a bias, before {@link Products#gemm} with beta 1. */
    void fillRows(Tensor y, Tensor row);

    /** Adds the sum over the rows of x [R, D] to {@code sum} [1, D]. */
    void columnSum(Tensor x, Tensor sum);

    /**
     * {@code y[i] = x[rows[i]]}.
     *
     * @param x [any, D]
     * @param rows [R, 1] int32, indices of rows of x
     * @param y [R, D]
     */
    void gatherRows(Tensor x, Tensor rows, Tensor y);

    /**
     * {@code y[rows[i]] = x[i]}; rows of y without an index keep their values.
     *
     * @param x [R, D]
     * @param rows [R, 1] int32, different indices of rows of y
     * @param y [any, D]
     */
    void scatterRows(Tensor x, Tensor rows, Tensor y);

    /**
     * {@code y[rows[i]] += x[i]}, the gradient of {@link #gatherRows}; an index may occur more than once.
     *
     * @param x [R, D]
     * @param rows [R, 1] int32, indices of rows of y
     * @param y [any, D]
     */
    void scatterAddRows(Tensor x, Tensor rows, Tensor y);
}
