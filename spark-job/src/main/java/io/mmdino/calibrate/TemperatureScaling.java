package io.mmdino.calibrate;

import io.mmdino.evaluate.Predictions;
import java.util.stream.IntStream;

/**
 * Fits the {@link Temperature} that minimises the mean negative log likelihood of validation studies.
 *
 * <p>In {@code b = 1/T} the loss is convex, because it is a log-sum-exp of {@code b z} less a linear term for logits z, which are
 * the logarithms of the probabilities here. So its derivative, the mean over studies of {@code E[z] - z of the true class}, has one
 * root, which bisection finds from any start without a step size.
 *
 * <p>Letters: n = studies, K = classes.
 */
public final class TemperatureScaling {

    /** Range of T. Outside it the validation studies say no more than that all, or none, of them are right. */
    public static final double LEAST = 0.05;

    public static final double MOST = 20;

    private static final int HALVINGS = 80;

    private final double[][] logits;
    private final int[] labels;
    private final int leftOut;

    private TemperatureScaling(Predictions predictions) {
        Probabilities.check(predictions);
        int[] rows = IntStream.range(0, predictions.rows())
                .filter(row -> predictions.probabilities()[row][predictions.labels()[row]] > 0)
                .toArray();
        leftOut = predictions.rows() - rows.length;
        if (rows.length == 0) {
            throw new IllegalArgumentException(
                    "all " + leftOut + " validation studies have probability 0 for their true"
                            + " class, which no temperature changes: the classifier was fitted without those classes");
        }
        labels = IntStream.of(rows).map(row -> predictions.labels()[row]).toArray();
        logits = IntStream.of(rows)
                .mapToObj(row -> logarithms(predictions.probabilities()[row]))
                .toArray(double[][]::new);
    }

    private static double[] logarithms(double[] p) {
        double[] z = new double[p.length];
        for (int k = 0; k < p.length; k++) {
            z[k] = Math.log(p[k]); // minus infinity for 0, whose weight is 0 at every temperature
        }
        return z;
    }

    /**
     * Fits the temperature.
     *
     * @param validation predictions that the classifier was not fitted on
     * @throws IllegalArgumentException when a probability is none, or every true class has probability 0
     */
    public static Temperature fit(Predictions validation) {
        return new TemperatureScaling(validation).fit();
    }

    private Temperature fit() {
        double low = 1 / MOST;
        double high = 1 / LEAST;
        double root;
        boolean atLimit = false;
        if (slope(low) == 0 && slope(high) == 0) {
            root = 1; // certain or uniform predictions, which no temperature changes
        } else if (slope(low) >= 0) {
            root = low;
            atLimit = true;
        } else if (slope(high) <= 0) {
            root = high;
            atLimit = true;
        } else {
            root = bisect(low, high);
        }
        double before = loss(1);
        double after = loss(root);
        boolean better = after < before; // rounding alone can differ near T = 1
        return new Temperature(
                better ? 1 / root : 1, labels.length, leftOut, before, better ? after : before, better && atLimit);
    }

    private double bisect(double below, double above) {
        double low = below;
        double high = above;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (slope(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Mean negative log likelihood at {@code b = 1/T}. */
    private double loss(double b) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double largest = largest(logits[i]);
            double total = 0;
            for (double z : logits[i]) {
                total += Math.exp(b * (z - largest));
            }
            sum += Math.log(total) - b * (logits[i][labels[i]] - largest);
        }
        return Math.max(0, sum / labels.length);
    }

    /** Derivative of {@link #loss}. */
    private double slope(double b) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double largest = largest(logits[i]);
            double total = 0;
            double mean = 0;
            for (double z : logits[i]) {
                double weight = Math.exp(b * (z - largest));
                total += weight;
                mean += weight == 0 ? 0 : weight * (z - largest);
            }
            sum += mean / total - (logits[i][labels[i]] - largest);
        }
        return sum / labels.length;
    }

    private static double largest(double[] z) {
        double largest = z[0];
        for (double value : z) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
