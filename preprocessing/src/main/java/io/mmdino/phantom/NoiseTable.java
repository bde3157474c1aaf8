package io.mmdino.phantom;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Cheap normal noise: quantiles of the normal distribution, picked by 12 random bits. Several million numbers are
 * needed per study, and nothing downstream sees more of the tails than the table has (3.7 deviations).
 */
final class NoiseTable {
    static final int BITS = 12;
    private static final int SIZE = 1 << BITS;

    private final float[] quantiles = new float[SIZE];

    NoiseTable() {
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        for (int i = 0; i < SIZE; i++) {
            quantiles[i] = (float) normal.inverseCumulativeProbability((i + 0.5) / SIZE);
        }
    }

    /** A standard normal number from the lowest {@link #BITS} bits. */
    float pick(long bits) {
        return quantiles[(int) bits & (SIZE - 1)];
    }
}
