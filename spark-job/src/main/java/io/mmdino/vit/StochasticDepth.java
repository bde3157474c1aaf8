package io.mmdino.vit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which crops run through each residual branch, and by what the branch's result is scaled.
 *
 * <p>Source: Huang et al., arXiv:1603.09382, in DINOv2's batched form: of B crops a random subset of
 * {@code max(int(B(1-p)), 1)} runs and its result is scaled by B over that number, so the whole batch is drawn at once
 * and each lane is given its own share.
 */
public interface StochasticDepth {

    /**
     * @param crops the crops that run, ascending
     * @param scale factor on the branch's result
     */
    record Branch(int[] crops, double scale) {

        /** @param total crops of the lane */
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

    /** @param branch {@link #ATTENTION} or {@link #FEED_FORWARD} */
    Branch of(int block, int branch);

    /** Every crop runs everywhere: the teacher, inference, and training with rate 0. */
    static StochasticDepth off(int crops) {
        Branch all = new Branch(IntStream.range(0, crops).toArray(), 1);
        return (block, branch) -> all;
    }
}
