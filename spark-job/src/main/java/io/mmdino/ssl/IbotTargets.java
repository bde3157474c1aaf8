package io.mmdino.ssl;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The masked patches of one global crop that the student must fill in.
 *
 * @param patches indices into the crop's M*n patches
 * @param weights each patch's weight in the loss, as many
 */
public record IbotTargets(int[] patches, double[] weights) {

    /** Every masked patch, weighted by 1/(masked patches of the crop). */
    public static IbotTargets of(boolean[] mask) {
        int[] patches = IntStream.range(0, mask.length).filter(i -> mask[i]).toArray();
        double[] weights = new double[patches.length];
        Arrays.fill(weights, 1.0 / Math.max(1, patches.length));
        return new IbotTargets(patches, weights);
    }
}
