package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;

/**
 * Sinkhorn-Knopp normalisation of teacher logits: three rounds, each of which scales all prototypes to the same share of
 * the batch and then every row to a distribution.
 *
 * <p>Letters: R = rows of this worker, K = prototypes. Source: SwAV, arXiv:2006.09882, as DINOv2 uses it.
 */
public final class Sinkhorn {

    private static final int ROUNDS = 3;

    private Sinkhorn() {}

    /**
     * Turns the logits of this worker's rows into target distributions in place, from the logits of all workers.
     *
     * @param workspace of float64
     * @param logits [R, K]; R may be 0 while other workers have rows
     * @param temperature the teacher's, [1, 1] float64
     */
    public static void targets(
            Kernels kernels, Workspace workspace, Tensor logits, Tensor temperature, BatchReducer reducer) {
        var mark = workspace.mark();
        Tensor q = workspace.take(logits.rows(), logits.cols());
        Tensor sums = workspace.take(1, logits.cols() + 1);
        kernels.sinkhornStart(logits, temperature, q);
        for (int round = 0; round < ROUNDS; round++) {
            kernels.columnSums(q, sums);
            reducer.sum(kernels, sums);
            kernels.sinkhornRound(q, sums);
        }
        kernels.sinkhornTargets(q, sums, logits);
        workspace.release(mark);
    }
}
