package io.mmdino.cluster.scale;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Plays runs step by step and failure by failure. What a run draws depends on (seed, workers, run) alone, so modes and
 * networks are compared on the same stragglers.
 */
record Replay(StepTimes times, int iterations, long seed) {

    /**
     * The slowest worker's seconds in every round, for several modes on the same steps.
     *
     * @return [mode][round]
     */
    double[][] slowest(int workers, List<Mode> modes, int run) {
        RandomGenerator random = random(workers, run, 0);
        double[][] sums = new double[modes.size()][workers];
        double[][] slowest = new double[modes.size()][];
        for (int mode = 0; mode < slowest.length; mode++) {
            slowest[mode] = new double[(iterations - 1) / modes.get(mode).period() + 1];
        }
        for (int step = 0; step < iterations; step++) {
            for (int worker = 0; worker < workers; worker++) {
                double time = times.draw(random);
                for (double[] sum : sums) {
                    sum[worker] += time;
                }
            }
            for (int mode = 0; mode < slowest.length; mode++) {
                int period = modes.get(mode).period();
                if ((step + 1) % period == 0 || step + 1 == iterations) {
                    slowest[mode][step / period] =
                            Arrays.stream(sums[mode]).max().orElseThrow();
                    Arrays.fill(sums[mode], 0);
                }
            }
        }
        return slowest;
    }

    /** One run with failures: its seconds, and how many there were. */
    record Run(double seconds, int failures) {}

    /**
     * @param slowest seconds of every round before its exchange; a round done again takes as long again
     * @param together rounds from one checkpoint to the next
     */
    Run play(Scenario scenario, double[] slowest, int together, int run) {
        Clock clock = new Clock(scenario, random(scenario.ring().workers(), run, 1));
        double exchange = scenario.exchangeSeconds();
        int saved = 0;
        int round = 0;
        while (round < slowest.length) {
            boolean saves = (round + 1) % together == 0 || round + 1 == slowest.length;
            double needed =
                    slowest[round] + exchange + (saves ? scenario.faults().checkpointSeconds() : 0);
            if (clock.passes(needed)) {
                round++;
                saved = saves ? round : saved;
            } else {
                clock.restart(scenario.faults().restartSeconds());
                round = saved;
            }
        }
        return new Run(clock.now, clock.failures);
    }

    private RandomGenerator random(int workers, int run, int purpose) {
        long number = ((seed * 1_000_003 + workers) * 1_000_003 + run) * 2 + purpose;
        return new SplittableRandom(number).split();
    }

    /** Time, and when the next failure comes. */
    private static final class Clock {

        private final RandomGenerator random;
        private final double mean;
        private double now;
        private double failure;
        private int failures;

        Clock(Scenario scenario, RandomGenerator random) {
            this.random = random;
            mean = scenario.faults().meanSeconds(scenario.ring().workers());
            failure = next();
        }

        private double next() {
            return Double.isInfinite(mean) ? mean : now + mean * random.nextExponential();
        }

        /** Lets so many seconds pass, or stops at a failure before. */
        boolean passes(double seconds) {
            if (now + seconds <= failure) {
                now += seconds;
                return true;
            }
            now = failure;
            failures++;
            failure = next();
            return false;
        }

        /** A failure during a restart begins it anew. */
        void restart(double seconds) {
            while (!passes(seconds)) {
                // The clock stands at that failure.
            }
        }
    }
}
