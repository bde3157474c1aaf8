package io.mmdino.evaluate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fitted multinomial logistic regression on features.
 *
 * <p>Letters: K = classes, F = classes it was fitted on (those with a labelled study), D = width.
 *
 * @param classNames all classes in the order of their indices, K of them
 * @param fitted indices of the fitted classes, ascending, [F]; the others have probability 0
 * @param c C, the inverse strength of the L2 penalty it was fitted with
 * @param converged whether the fit reached its tolerance
 * @param weights [F, D]
 * @param intercept [F]
 */
public record Classifier(
        List<String> classNames,
        int[] fitted,
        int width,
        double c,
        boolean converged,
        double[] weights,
        double[] intercept) {

    public Classifier {
        classNames = List.copyOf(classNames);
        check(!classNames.isEmpty(), "it has no classes");
        check(new HashSet<>(classNames).size() == classNames.size(), "class names repeat: " + classNames);
        check(
                fitted.length >= 1 && fitted.length <= classNames.size(),
                "it was fitted on " + fitted.length + " classes of " + classNames.size());
        for (int i = 0; i < fitted.length; i++) {
            int least = i == 0 ? 0 : fitted[i - 1] + 1;
            check(
                    fitted[i] >= least && fitted[i] < classNames.size(),
                    "fitted class indices are " + Arrays.toString(fitted) + ", wanted ascending ones below "
                            + classNames.size());
        }
        check(width >= 1, "its width is " + width + ", wanted 1 or more");
        check(
                (long) fitted.length * width == weights.length,
                "it has " + weights.length + " weights, wanted " + fitted.length + " x " + width);
        check(intercept.length == fitted.length, "it has " + intercept.length + " intercepts, wanted " + fitted.length);
        check(c > 0 && Double.isFinite(c), "C is " + c + ", wanted a number above 0");
        check(Arrays.stream(weights).allMatch(Double::isFinite), "a weight is not finite");
        check(Arrays.stream(intercept).allMatch(Double::isFinite), "an intercept is not finite");
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException("broken classifier: " + fault);
        }
    }

    /** Number of all classes, fitted or not, K. */
    public int classes() {
        return classNames.size();
    }

    /** Probabilities of all classes for the feature vector [D] that begins at {@code from}, [K]; they sum to 1. */
    public double[] probabilities(float[] features, int from) {
        double[] scores = new double[fitted.length];
        for (int k = 0; k < fitted.length; k++) {
            scores[k] = intercept[k];
            for (int j = 0; j < width; j++) {
                scores[k] += weights[k * width + j] * features[from + j];
            }
        }
        double largest = Arrays.stream(scores).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < fitted.length; k++) {
            scores[k] = Math.exp(scores[k] - largest);
            sum += scores[k];
        }
        double[] probabilities = new double[classes()];
        for (int k = 0; k < fitted.length; k++) {
            probabilities[fitted[k]] = scores[k] / sum;
        }
        return probabilities;
    }

    /**
     * Probabilities of every row of a table, beside its labels.
     *
     * @throws IllegalArgumentException when the table has another width
     */
    public Predictions predict(FeatureTable table) {
        if (table.width() != width) {
            throw new IllegalArgumentException("features of width " + table.width() + " for a classifier of width "
                    + width + ": it belongs to another model");
        }
        double[][] rows = IntStream.range(0, table.rows())
                .mapToObj(row -> probabilities(table.values(), row * width))
                .toArray(double[][]::new);
        return Predictions.of(table, rows, classes());
    }
}
