package io.mmdino.vit;

import java.util.Arrays;
import java.util.stream.IntStream;

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
     * @param crops the crops that run, ascending
     * @param scale factor on the branch's result, B/b
     */
    record Branch(int[] crops, double scale) {

        /** Whether every crop runs. @param total crops of the lane */
        boolean runsAll(int total) {
            return crops.length == total;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Branch that && Arrays.equals(crops, that.crops) && scale == that.scale;
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(crops) * 31 + Double.hashCode(scale);
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
    static StochasticDepth off(int crops) {
        Branch all = new Branch(IntStream.range(0, crops).toArray(), 1);
        return (block, branch) -> all;
    }
}
