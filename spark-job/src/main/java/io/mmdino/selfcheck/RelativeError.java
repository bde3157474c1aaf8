package io.mmdino.selfcheck;

/** Largest difference as a share of the largest expected magnitude. */
final class RelativeError {

    private RelativeError() {}

    static double of(double[] found, double[] expected) {
        return of(found, expected, Double.MIN_NORMAL);
    }

    /** @param floor magnitude below which an expectation counts as noise of this size */
    static double of(double[] found, double[] expected, double floor) {
        if (found.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        double largest = floor;
        for (int i = 0; i < found.length; i++) {
            double difference = Math.abs(found[i] - expected[i]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return worst / largest;
    }

    /** Euclidean norm of the difference as a share of the expected one's. */
    static double ofNorms(double[] found, double[] expected) {
        double difference = 0;
        double norm = Double.MIN_NORMAL;
        for (int i = 0; i < expected.length; i++) {
            difference += (found[i] - expected[i]) * (found[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return found.length == expected.length && !Double.isNaN(difference)
                ? Math.sqrt(difference / norm)
                : Double.POSITIVE_INFINITY;
    }

    static double of(double found, double expected) {
        return of(new double[] {found}, new double[] {expected});
    }
}
