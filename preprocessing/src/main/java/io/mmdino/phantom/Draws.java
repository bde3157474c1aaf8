package io.mmdino.phantom;

import java.util.SplittableRandom;

/**
 * Random numbers of one part of one study. Each part has its own stream ({@link #split}), so that the number of draws of one part,
 * such as the lesion of a class, does not change the numbers of another.
 */
final class Draws {
    private final SplittableRandom random;

    private Draws(SplittableRandom random) {
        this.random = random;
    }

    /** The stream of one study (index from 0) or of the cohort as a whole (index -1). */
    static Draws of(long seed, Site site, int index) {
        return new Draws(new SplittableRandom(mix(mix(mix(seed) + site.ordinal()) + index)));
    }

    /** A stream of its own for one part. */
    Draws split() {
        return new Draws(random.split());
    }

    float uniform(double low, double high) {
        return (float) (low + (high - low) * random.nextDouble());
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** About normal with this standard deviation, truncated at 2.45 of them: the sum of six uniform numbers. */
    float spread(double deviation) {
        double sum = -3;
        for (int i = 0; i < 6; i++) {
            sum += random.nextDouble();
        }
        return (float) (sum * Math.sqrt(2) * deviation);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long bits() {
        return random.nextLong();
    }

    /** Spreads neighbouring seeds over all 64 bits (Stafford's variant 13 of the MurmurHash3 finaliser). */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
