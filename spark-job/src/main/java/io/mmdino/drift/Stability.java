package io.mmdino.drift;

import java.util.List;

/**
 * The population stability index of a variable: {@code sum over bins of (p - q) ln(p / q)} for the shares q of the reference and p
 * of now, which is Jeffreys' divergence. Shares are those of counts to which {@link DriftSettings#smoothing} is added, so that an
 * empty bin gives a finite number.
 *
 * <p>Of two samples from one distribution the index is about {@code (1/n + 1/m)} times a chi-squared variable of one degree of
 * freedom less than there are bins (Yurdakul and Naranjo, Journal of Risk Model Validation 14 (2020)), so small cohorts reach any
 * fixed limit by chance. {@code chance} is what 1 in 100 pairs of such samples exceed.
 *
 * @param variable its name in the {@link Profile}
 * @param reference number of studies of the reference that have a value
 * @param now number of studies of now that have a value
 * @param index 0 or more; NaN when either cohort has no value
 * @param chance index that equal distributions exceed once in a hundred; NaN when either cohort has no value
 */
public record Stability(String variable, long reference, long now, double index, double chance) {

    /** Standard normal quantile of 0.99. */
    private static final double NORMAL_99 = 2.3263478740408408;

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
        int bins = reference.size();
        double index = 0;
        int used = 0;
        for (int b = 0; b < bins; b++) {
            double q = (reference.get(b) + smoothing) / (n + bins * smoothing);
            double p = (now.get(b) + smoothing) / (m + bins * smoothing);
            index += (p - q) * Math.log(p / q);
            used += reference.get(b) + now.get(b) > 0 ? 1 : 0;
        }
        double chance = (1.0 / n + 1.0 / m) * chiSquared99(used - 1);
        return new Stability(variable, n, m, Math.max(0, index), chance);
    }

    /** The quantile 0.99 of chi-squared, by Wilson and Hilferty's cube (1931); within 3 % of the exact one from 1 degree on. */
    private static double chiSquared99(int degrees) {
        if (degrees < 1) {
            return 0;
        }
        double part = 2.0 / (9 * degrees);
        return degrees * Math.pow(1 - part + NORMAL_99 * Math.sqrt(part), 3);
    }
}
