package io.mmdino.crop;

import java.util.SplittableRandom;

/**
 * Random numbers that depend only on the run's seed, the iteration, the study and their purpose. A study's crops are
 * therefore equal on every host, lane and attempt, and in every order of studies.
 *
 * <p>The four are folded into 64 bits: {@code h = mix(seed)}, then {@code h = mix(h ^ part)} for the iteration and for the
 * FNV-1a hash of the UTF-16 units of study and purpose, where {@code mix} is the finaliser of MurmurHash3 in Stafford's
 * variant 13 after adding 0x9E3779B97F4A7C15. Every step is a bijection of h, so streams that differ in one integer part
 * never coincide. Not for cryptography. Not thread-safe.
 */
public final class RandomStream {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final SplittableRandom random;

    private RandomStream(long state) {
        this.random = new SplittableRandom(state);
    }

    /**
     * Opens a stream at its start.
     *
     * @param study the study's hashed id, or empty for numbers that concern a whole batch
     * @param purpose distinguishes streams of one study and iteration, for example {@code "crops"}
     */
    public static RandomStream of(long seed, long iteration, String study, String purpose) {
        long state = mix(seed);
        state = mix(state ^ iteration);
        state = mix(state ^ hash(study));
        return new RandomStream(mix(state ^ hash(purpose)));
    }

    /** Uniform in [0, 1). */
    public double uniform() {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }

    /** Uniform in [low, high); {@code low} when both are equal. */
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Uniform over 0 ... bound - 1. Throws IllegalArgumentException unless bound is positive. */
    public int integer(int bound) {
        return random.nextInt(bound);
    }

    /** Normal with mean 0 and standard deviation 1. */
    public double gaussian() {
        return random.nextGaussian();
    }

    /** True with the given probability; always takes one number from the stream. */
    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /** Shuffles the values in place (Fisher-Yates). */
    public void shuffle(int[] values) {
        for (int last = values.length - 1; last > 0; last--) {
            int other = integer(last + 1);
            int kept = values[last];
            values[last] = values[other];
            values[other] = kept;
        }
    }

    private static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long hash(String text) {
        long h = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * FNV_PRIME;
        }
        return h;
    }
}
