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

    boolean isEmpty() {
        return branch.crops().length == 0;
    }

    /** The chosen crops' rows of x [S*N, D], as [s*N, D]; x itself when all are chosen. */
    Tensor of(Pass pass, Tensor x) {
        if (branch.runsAll(x.rows() / tokens)) {
            return x;
        }
        Tensor rows = pass.take(branch.crops().length * tokens, x.cols());
        pass.kernels().gatherRows(byCrop(x), branch.crops(), byCrop(rows));
        return rows;
    }

    /** Overwrites the chosen crops' rows of x [S*N, D] with {@code rows} [s*N, D]. */
    void putBack(Kernels kernels, Tensor rows, Tensor x) {
        kernels.scatterRows(byCrop(rows), branch.crops(), byCrop(x));
    }

    private Tensor byCrop(Tensor x) {
        return x.reshape(x.rows() / tokens, tokens * x.cols());
    }
}
