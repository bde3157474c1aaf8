package io.mmdino.cluster.scale;

import java.util.Arrays;

/**
 * Mean of several runs, and the range in which 95 % of them lie, by linear interpolation between them.
 */
public record Spread(double mean, double low, double high) {

    static Spread of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        // A mean of equal values is that value, to the last bit.
        double mean = sorted[0];
        for (int i = 0; i < sorted.length; i++) {
            mean += (sorted[i] - sorted[0]) / sorted.length;
        }
        return new Spread(mean, quantile(sorted, 0.025), quantile(sorted, 0.975));
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
