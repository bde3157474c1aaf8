package io.mmdino.ssl;

import io.mmdino.kernel.HostInputs;
import io.mmdino.vit.StochasticDepth;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Stochastic depth of all crops of one size in a batch, drawn once for all lanes: of B crops, {@code max(int(B(1-p)), 1)}
 * run through each residual branch. {@link #of} returns the part that concerns one lane.
 */
final class BatchDepth {

    private final boolean[][][] runs;
    private final int crops;
    private final double scale;

    /**
     * @param depth blocks of the backbone
     * @param crops crops of this size in the batch, B
     * @param rate share of crops that skip a branch, p
     */
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

    /** Draws a uniform subset of {@code chosen} out of {@code total} by selection sampling (Knuth, TAOCP 2, 3.4.2). */
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

    /** Stochastic depth of crops {@code from} (inclusive) to {@code to} (exclusive) of the batch, renumbered from 0. */
    StochasticDepth of(int from, int to, HostInputs inputs) {
        if (from < 0 || to > crops) {
            throw new IndexOutOfBoundsException("crops " + from + " to " + to + " of " + crops);
        }
        StochasticDepth.Branch[][] branches = new StochasticDepth.Branch[runs.length][];
        for (int block = 0; block < runs.length; block++) {
            branches[block] = Stream.of(runs[block])
                    .map(chosen -> branch(chosen, from, to, inputs))
                    .toArray(StochasticDepth.Branch[]::new);
        }
        return (block, branch) -> branches[block][branch];
    }

    private StochasticDepth.Branch branch(boolean[] chosen, int from, int to, HostInputs inputs) {
        int[] own = IntStream.range(0, to - from).filter(i -> chosen[from + i]).toArray();
        return new StochasticDepth.Branch(Optional.of(inputs.indices(own)), scale);
    }
}
