package io.mmdino.cluster.scale;

import java.util.random.RandomGenerator;

/**
 * How long one worker's steps take: log-normal around a mean, and a few of them slower by a factor. Steps are independent,
 * of each other and between workers.
 *
 * @param seconds t, mean of a step that is not slow
 * @param sigma standard deviation of the logarithm
 * @param slowProbability share of steps that are slow
 * @param slowFactor how many times longer those take
 */
public record StepTimes(double seconds, double sigma, double slowProbability, double slowFactor) {

    public StepTimes {
        Checks.within("step seconds", seconds, 1e-6, 1e6);
        Checks.within("sigma", sigma, 0, 2);
        Checks.within("slow probability", slowProbability, 0, 0.5);
        Checks.within("slow factor", slowFactor, 1, 1000);
    }

    /** Every step takes as long. */
    public static StepTimes even(double seconds) {
        return new StepTimes(seconds, 0, 0, 1);
    }

    /** Mean of all steps, seconds. */
    public double mean() {
        return seconds * (1 + slowProbability * (slowFactor - 1));
    }

    /** The seconds of one step. */
    double draw(RandomGenerator random) {
        double time = sigma == 0 ? seconds : seconds * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
        return slowProbability > 0 && random.nextDouble() < slowProbability ? slowFactor * time : time;
    }
}
