package io.mmdino.ssl;

import io.mmdino.vit.StochasticDepth;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Stochastic depth drawn once for all crops of one size in a batch: of B crops, {@code max(int(B(1-p)), 1)} run through
 * each branch, whichever lanes they lie in.
 */
final class BatchDepth {

    private final boolean[][][] runs;
    private final int crops;
    private final double scale;

    /** @param crops all crops of this size in the batch, B */
    BatchDepth(int depth, int crops, double rate, SplittableRandom random) {
        this.crops = crops;
        int chosen = Math.max((int) (crops * (1 - rate)), 1);
        this.scale = (double) crops / chosen;
        this.runs = new boolean[depth][2][];
        for (boolean[][] block : runs) {
            for (int branch = 0; branch < block.length; branch++) {
                block[branch] = subset(crops, chosen, random);
            }
        }
    }

    /** A uniformly drawn subset, by selection sampling. */
    private static boolean[] subset(int total, int chosen, SplittableRandom random) {
        boolean[] picked = new boolean[total];
        int wanted = chosen;
        for (int i = 0; i < total; i++) {
            if (random.nextInt(total - i) < wanted) {
                picked[i] = true;
                wanted--;
            }
        }
        return picked;
    }

    /** What crops {@code from} (inclusive) to {@code to} (exclusive) of the batch see, counted from 0. */
    StochasticDepth of(int from, int to) {
        if (from < 0 || to > crops) {
            throw new IndexOutOfBoundsException("crops " + from + " to " + to + " of " + crops);
        }
        return (block, branch) -> new StochasticDepth.Branch(
                IntStream.range(0, to - from)
                        .filter(i -> runs[block][branch][from + i])
                        .toArray(),
                scale);
    }
}
