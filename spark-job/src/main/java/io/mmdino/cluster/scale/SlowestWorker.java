package io.mmdino.cluster.scale;

import io.mmdino.kernel.Erf;
import java.util.ArrayList;
import java.util.List;

/**
 * Expected time of the slowest of W workers over k steps each: {@code integral of 1 - F(x)^W}, F the distribution of one
 * worker's sum.
 *
 * <p>F is a mixture over the number of slow steps, which is binomial. Given that number the sum is taken as log-normal with
 * its true mean and variance (Fenton, "The sum of log-normal probability distributions", 1960): exact for k = 1.
 */
final class SlowestWorker {

    /** Points of the integral over the logarithm of time. */
    private static final int POINTS = 20_000;
    /** Standard deviations beyond which a normal distribution holds nothing that counts. */
    private static final double REACH = 9;
    /** Numbers of slow steps less likely than this are left out. */
    private static final double NEGLIGIBLE = 1e-18;

    private final List<Part> parts = new ArrayList<>();

    private SlowestWorker(StepTimes times, int steps) {
        double spread = Math.expm1(times.sigma() * times.sigma());
        double factor = times.slowFactor();
        double odds = Math.log(times.slowProbability()) - Math.log1p(-times.slowProbability());
        double likelihood = steps * Math.log1p(-times.slowProbability());
        for (int slow = 0; slow <= steps; slow++) {
            double weight = Math.exp(likelihood);
            if (weight > NEGLIGIBLE) {
                double units = steps - slow + slow * factor;
                double squares = steps - slow + slow * factor * factor;
                parts.add(new Part(weight, times.seconds() * units, spread * squares / (units * units)));
            }
            likelihood += Math.log((double) (steps - slow) / (slow + 1)) + odds;
        }
    }

    /** Workers with as many slow steps: their share, their mean and their variance as a share of the mean squared. */
    private record Part(double weight, double mean, double variance) {

        double deviation() {
            return Math.sqrt(Math.log1p(variance));
        }

        /** Mean of the logarithm. */
        double centre() {
            return Math.log(mean) - Math.log1p(variance) / 2;
        }
    }

    /** Seconds; k times the mean for a single worker. */
    static double expected(StepTimes times, int workers, int steps) {
        if (workers == 1) {
            return steps * times.mean();
        }
        SlowestWorker sums = new SlowestWorker(times, steps);
        return times.sigma() == 0 ? sums.steps(workers) : sums.integral(workers);
    }

    /** Without spread the distribution is a stair. */
    private double steps(int workers) {
        double expected = parts.get(0).mean();
        double below = 0;
        for (int i = 1; i < parts.size(); i++) {
            below += parts.get(i - 1).weight();
            expected += (1 - Math.pow(below, workers))
                    * (parts.get(i).mean() - parts.get(i - 1).mean());
        }
        return expected;
    }

    private double integral(int workers) {
        double[] centres = parts.stream().mapToDouble(Part::centre).toArray();
        double[] deviations = parts.stream().mapToDouble(Part::deviation).toArray();
        double from = Double.POSITIVE_INFINITY;
        double to = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < centres.length; i++) {
            from = Math.min(from, centres[i] - REACH * deviations[i]);
            to = Math.max(to, centres[i] + REACH * deviations[i]);
        }
        double width = (to - from) / POINTS;
        double sum = 0;
        for (int point = 0; point <= POINTS; point++) {
            double y = from + point * width;
            double above = 0;
            for (int i = 0; i < centres.length; i++) {
                double z = (y - centres[i]) / deviations[i];
                above += parts.get(i).weight() * Erf.erfc(z / Math.sqrt(2)) / 2;
            }
            double someAbove = above >= 1 ? 1 : -Math.expm1(workers * Math.log1p(-above));
            sum += (point == 0 || point == POINTS ? 0.5 : 1) * someAbove * Math.exp(y);
        }
        return Math.exp(from) + sum * width;
    }
}
