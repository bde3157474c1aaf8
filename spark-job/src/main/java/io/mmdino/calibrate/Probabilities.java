package io.mmdino.calibrate;

import io.mmdino.evaluate.Predictions;

/** Checks of predicted probabilities before anything is fitted to them or measured on them. */
final class Probabilities {

    private static final double TOLERANCE = 1e-6;

    private Probabilities() {}

    /** @throws IllegalArgumentException unless every row has K probabilities from 0 to 1 that sum to 1 */
    static void check(Predictions predictions) {
        for (int row = 0; row < predictions.rows(); row++) {
            double[] p = predictions.probabilities()[row];
            if (p.length != predictions.classes()) {
                throw new IllegalArgumentException("row " + row + " has " + p.length + " probabilities, wanted "
                        + predictions.classes() + ", one for each class");
            }
            check(p, "row " + row);
        }
    }

    /** @throws IllegalArgumentException unless the probabilities are from 0 to 1 and sum to 1 */
    static void check(double[] p, String what) {
        double sum = 0;
        for (double value : p) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        what + " has a probability of " + value + ", wanted 0 to 1: the model is broken");
            }
            sum += value;
        }
        if (Math.abs(sum - 1) > TOLERANCE) {
            throw new IllegalArgumentException(
                    what + " has probabilities that sum to " + sum + ", wanted 1: the model is broken");
        }
    }

    /** The probability of the most probable class: the confidence of a prediction. */
    static double confidence(double[] p) {
        return p[Predictions.mostProbable(p)];
    }
}
