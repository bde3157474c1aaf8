package io.mmdino.vit;

import io.mmdino.kernel.Tensor;
import java.util.Optional;

/**
 * Which crops run through each residual branch, and the factor on the branch's result.
 *
 * <p>In PyTorch, with {@code b = max(int(B * (1 - p)), 1)} of B crops: {@code crops = torch.randperm(B)[:b]}, then {@code
 * x.index_add(0, crops, branch(x[crops]), alpha=B / b)}. The draw is over the whole batch; each lane gets the part that
 * concerns its own crops. Source: Huang et al., arXiv:1603.09382, in DINOv2's batched form.
 */
public interface StochasticDepth {

    /**
     * One residual branch of one block.
     *
     * @param crops numbers of the crops that run, ascending, [b, 1] int32; empty when every crop runs
     * @param scale factor on the branch's result, B/b
     */
    record Branch(Optional<Tensor> crops, double scale) {

        /** Every crop runs, as in inference. */
        static final Branch ALL = new Branch(Optional.empty(), 1);

        /** Number of crops that run, of {@code total}. */
        int count(int total) {
            return crops.map(Tensor::rows).orElse(total);
        }
    }

    /** Number of a block's attention branch. */
    int ATTENTION = 0;

    /** Number of a block's feed-forward branch. */
    int FEED_FORWARD = 1;

    /**
     * @param block from 0
     * @param branch {@link #ATTENTION} or {@link #FEED_FORWARD}
     */
    Branch of(int block, int branch);

    /** Every crop runs through every branch, as for the teacher and inference. */
    static StochasticDepth off() {
        return (block, branch) -> Branch.ALL;
    }
}
