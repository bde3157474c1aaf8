package io.mmdino.drift;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The population stability index of a variable: {@code sum over bins of (p - q) ln(p / q)} for the shares q of the reference and p
 * of now, which is Jeffreys' divergence. So that an empty bin gives a finite number, {@link DriftSettings#smoothing} studies a
 * bin are added to both cohorts before shares are taken, divided among the bins as both cohorts together are. Equal numbers for
 * every bin would draw the smaller cohort further towards equal shares than the larger, and so apart from it.
 *
 * <p>Of two samples from one distribution the index is about {@code (1/n + 1/m)} times a chi-squared variable of one degree of
 * freedom less than there are bins (Yurdakul and Naranjo, Journal of Risk Model Validation 14 (2020)), so small cohorts reach any
 * fixed limit by chance. {@code chance} is what 1 in 10,000 pairs of such samples exceed, so that all variables of a profile together
 * exceed theirs in less than one of a hundred comparisons.
 *
 * @param variable its name in the {@link Profile}
 * @param reference number of studies of the reference that have a value
 * @param now number of studies of now that have a value
 * @param index 0 or more; NaN when either cohort has no value
 * @param chance index that samples of one distribution exceed once in ten thousand times; NaN when either cohort has no value
 */
public record Stability(String variable, long reference, long now, double index, double chance) {

    /** Standard normal quantile of 0.9999. */
    private static final double NORMAL = 3.7190164854556804;

    /**
     * Compares the counts of two cohorts.
     *
     * @throws IllegalArgumentException when they have other bins
     */
    static Stability of(String variable, List<Long> reference, List<Long> now, double smoothing) {
        if (reference.size() != now.size()) {
            throw new IllegalArgumentException("the variable '" + variable + "' has " + reference.size()
                    + " bins in the reference and " + now.size() + " now, wanted as many");
        }
        long n = reference.stream().mapToLong(Long::longValue).sum();
        long m = now.stream().mapToLong(Long::longValue).sum();
        if (n == 0 || m == 0) {
            return new Stability(variable, n, m, Double.NaN, Double.NaN);
        }
        double index = 0;
        long used = IntStream.range(0, reference.size())
                .filter(b -> reference.get(b) + now.get(b) > 0)
                .count();
        double weight = smoothing * used;
        for (int b = 0; b < reference.size(); b++) {
            double pooled = weight * (reference.get(b) + now.get(b)) / (n + m);
            if (pooled > 0) {
                double q = (reference.get(b) + pooled) / (n + weight);
                double p = (now.get(b) + pooled) / (m + weight);
                index += (p - q) * Math.log(p / q);
            }
        }
        double chance = (1.0 / n + 1.0 / m) * chiSquared((int) used - 1);
        return new Stability(variable, n, m, Math.max(0, index), chance);
    }

    /** The quantile 0.9999 of chi-squared, by Wilson and Hilferty's cube (1931); at most 8 % above the exact one, at 1 degree. */
    private static double chiSquared(int degrees) {
        if (degrees < 1) {
            return 0;
        }
        double part = 2.0 / (9 * degrees);
        return degrees * Math.pow(1 - part + NORMAL * Math.sqrt(part), 3);
    }
}
