package io.mmdino.ssl;

import io.mmdino.kernel.HostInputs;
import io.mmdino.vit.StochasticDepth;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Stochastic depth of a worker's crops of one size, drawn for the joined batch of all workers: of its J crops, {@code
 * max(int(J(1-p)), 1)} run through each residual branch. {@link #of} returns the part that concerns one lane.
 */
final class BatchDepth {

    private final boolean[][][] runs;
    private final int crops;
    private final double scale;

    /**
     * @param depth blocks of the backbone
     * @param joined crops of this size in the joined batch, J
     * @param own numbers of this worker's crops among them
     * @param rate share of crops that skip a branch, p
     */
    BatchDepth(int depth, int joined, int[] own, double rate, SplittableRandom random) {
        this.crops = own.length;
        int chosen = Math.max((int) (joined * (1 - rate)), 1);
        this.scale = (double) joined / chosen;
        this.runs = new boolean[depth][2][];
        for (boolean[][] block : runs) {
            for (int branch = 0; branch < block.length; branch++) {
                boolean[] all = subset(joined, chosen, random);
                block[branch] = new boolean[own.length];
                for (int i = 0; i < own.length; i++) {
                    block[branch][i] = all[own[i]];
                }
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

    /** Stochastic depth of this worker's crops {@code from} (inclusive) to {@code to} (exclusive), renumbered from 0. */
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
