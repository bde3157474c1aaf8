package io.mmdino.bench;

import java.util.Arrays;

/**
 * Times two pieces of work alternately, so that other load of the machine affects both alike.
 *
 * @param first median seconds of the first
 * @param second median seconds of the second
 * @param ratio median of the rounds' ratios, first over second
 */
public record Alternation(double first, double second, double ratio) {

    /**
     * Runs both pieces of work once in each round.
     *
     * @param warmup rounds before timing starts, in which the JIT compiles
     * @param rounds timed rounds, 1 or more
     */
    public static Alternation time(Runnable first, Runnable second, int warmup, int rounds) {
        double[] a = new double[rounds];
        double[] b = new double[rounds];
        double[] ratio = new double[rounds];
        for (int round = -warmup; round < rounds; round++) {
            double tookFirst = seconds(first);
            double tookSecond = seconds(second);
            if (round >= 0) {
                a[round] = tookFirst;
                b[round] = tookSecond;
                ratio[round] = tookFirst / tookSecond;
            }
        }
        return new Alternation(median(a), median(b), median(ratio));
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    /** @param values one or more, which are not changed */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
