package io.mmdino.calibrate;

import io.mmdino.evaluate.Predictions;
import java.util.Arrays;

/**
 * A temperature that was fitted by {@link TemperatureScaling}: probabilities become {@code p^(1/T)}, scaled to a sum of 1. Above 1
 * it makes a classifier less sure, below 1 surer; the most probable class stays the same.
 *
 * <p>Source: Guo et al., On Calibration of Modern Neural Networks, arXiv:1706.04599, section 4.2.
 *
 * @param value T, above 0
 * @param studies number of studies that it was fitted on
 * @param leftOut studies whose true class had probability 0, which no temperature changes; they were not fitted on
 * @param lossBefore mean negative log likelihood of the fitted studies at T = 1, nats
 * @param lossAfter mean negative log likelihood at T, nats; not above {@code lossBefore}
 * @param atLimit whether T is at the end of the range searched, as for predictions that are all right
 */
public record Temperature(
        double value, int studies, int leftOut, double lossBefore, double lossAfter, boolean atLimit) {

    public Temperature {
        check(value > 0 && Double.isFinite(value), "it is " + value + ", wanted a finite number above 0");
        check(studies >= 1, "it was fitted on " + studies + " studies, wanted 1 or more");
        check(leftOut >= 0, "it left out " + leftOut + " studies, wanted 0 or more");
        check(lossBefore >= 0 && Double.isFinite(lossBefore), "its loss before is " + lossBefore);
        check(lossAfter >= 0 && lossAfter <= lossBefore, "its loss after is " + lossAfter + ", before " + lossBefore);
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException("broken temperature: " + fault);
        }
    }

    /**
     * The calibrated probabilities of one study, [K]. Probabilities of 0 stay 0.
     *
     * @param p the classifier's probabilities, [K]; left as it is
     */
    public double[] scaled(double[] p) {
        Probabilities.check(p, "a study");
        double largest = Arrays.stream(p).max().orElseThrow();
        double[] scaled = new double[p.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            scaled[k] = p[k] == 0 ? 0 : Math.exp(Math.log(p[k] / largest) / value);
            sum += scaled[k];
        }
        for (int k = 0; k < p.length; k++) {
            scaled[k] /= sum;
        }
        return scaled;
    }

    /** Predictions with calibrated probabilities. */
    public Predictions scaled(Predictions predictions) {
        double[][] rows =
                Arrays.stream(predictions.probabilities()).map(this::scaled).toArray(double[][]::new);
        return new Predictions(predictions.labels(), rows, predictions.classes(), predictions.groups());
    }
}
