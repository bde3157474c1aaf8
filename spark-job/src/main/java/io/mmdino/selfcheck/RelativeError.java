package io.mmdino.selfcheck;

import java.util.stream.IntStream;

/** Errors of computed numbers against expected ones. An error is infinite when counts differ or a number is NaN. */
final class RelativeError {

    private RelativeError() {}

    /** Largest absolute difference, divided by the largest expected magnitude. */
    static double of(double[] found, double[] expected) {
        return of(found, expected, Double.MIN_NORMAL);
    }

    /**
     * Largest absolute difference, divided by the largest expected magnitude.
     *
     * @param floor least divisor, for expected values that are noise below it
     */
    static double of(double[] found, double[] expected, double floor) {
        double largest = floor;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        return orInfinite(largestDifference(found, expected) / largest);
    }

    /** Relative error of one number. */
    static double of(double found, double expected) {
        return of(new double[] {found}, new double[] {expected});
    }

    /** Largest absolute difference. */
    static double largestDifference(double[] found, double[] expected) {
        if (found.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = IntStream.range(0, found.length)
                .mapToDouble(i -> Math.abs(found[i] - expected[i]))
                .max()
                .orElse(0);
        return orInfinite(worst); // the maximum of numbers with a NaN among them is NaN
    }

    /**
     * Largest of {@code (|found - expected| - slack) / max(|expected|, 1)}, element by element.
     *
     * @param slack difference that is no error, such as 0.5 for expectations that were rounded to whole numbers
     */
    static double ofEach(double[] found, double[] expected, double slack) {
        if (found.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = IntStream.range(0, found.length)
                .mapToDouble(
                        i -> Math.max(0, Math.abs(found[i] - expected[i]) - slack) / Math.max(Math.abs(expected[i]), 1))
                .max()
                .orElse(0);
        return orInfinite(worst);
    }

    /** Euclidean norm of the difference, divided by that of the expected values. */
    static double ofNorms(double[] found, double[] expected) {
        if (found.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double difference = 0;
        double norm = Double.MIN_NORMAL;
        for (int i = 0; i < expected.length; i++) {
            difference += (found[i] - expected[i]) * (found[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return orInfinite(Math.sqrt(difference / norm));
    }

    private static double orInfinite(double value) {
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }
}
