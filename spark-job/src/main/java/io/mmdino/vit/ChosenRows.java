package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;

/**
 * The token rows of the crops that stochastic depth sends through one residual branch. In PyTorch, for x [S, N, D]:
 * {@code x[crops]} and {@code x[crops] = rows}.
 *
 * <p>Letters: S = crops, s = those that run, N = tokens per crop, D = width.
 *
 * @param tokens N
 * @param branch the crops that run
 */
record ChosenRows(int tokens, StochasticDepth.Branch branch) {

    /** Whether no crop runs. @param x [S*N, D] */
    boolean isEmpty(Tensor x) {
        return branch.count(x.rows() / tokens) == 0;
    }

    /** The chosen crops' rows of x [S*N, D], as [s*N, D]; x itself when all are chosen. */
    Tensor of(Pass pass, Tensor x) {
        int count = branch.count(x.rows() / tokens);
        if (count == x.rows() / tokens) {
            return x;
        }
        Tensor rows = pass.take(count * tokens, x.cols());
        pass.kernels().gatherRows(byCrop(x), branch.crops().orElseThrow(), byCrop(rows));
        return rows;
    }

    /** Overwrites the chosen crops' rows of x [S*N, D] with {@code rows} [s*N, D]. */
    void putBack(Kernels kernels, Tensor rows, Tensor x) {
        kernels.scatterRows(byCrop(rows), branch.crops().orElseThrow(), byCrop(x));
    }

    private Tensor byCrop(Tensor x) {
        return x.reshape(x.rows() / tokens, tokens * x.cols());
    }
}
