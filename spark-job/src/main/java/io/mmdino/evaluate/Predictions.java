package io.mmdino.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Predicted probabilities of labelled studies.
 *
 * <p>Letters: n = rows, K = classes.
 *
 * @param labels true class of each row, 0 to K - 1, [n]
 * @param probabilities [n][K]
 * @param classes number of classes, K
 * @param groups number of each row's subject, 0 to n - 1, by which intervals are drawn, [n]
 */
public record Predictions(int[] labels, double[][] probabilities, int classes, int[] groups) {

    public Predictions {
        if (labels.length == 0) {
            throw new IllegalArgumentException("no predictions to measure, wanted 1 or more labelled studies");
        }
        if (probabilities.length != labels.length || groups.length != labels.length) {
            throw new IllegalArgumentException(probabilities.length + " rows of probabilities and " + groups.length
                    + " groups for " + labels.length + " labels");
        }
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        "a label is " + label + ", wanted 0 to " + (classes - 1) + ": is a class name missing?");
            }
        }
    }

    /** Predictions in which every row is a subject of its own. */
    public static Predictions of(int[] labels, double[][] probabilities, int classes) {
        return new Predictions(
                labels,
                probabilities,
                classes,
                IntStream.range(0, labels.length).toArray());
    }

    /** Predictions for the studies of a table. */
    public static Predictions of(FeatureTable table, double[][] probabilities, int classes) {
        return new Predictions(table.labels(), probabilities, classes, groups(table.subjects()));
    }

    private static int[] groups(List<String> subjects) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] groups = new int[subjects.size()];
        for (int row = 0; row < groups.length; row++) {
            numbers.putIfAbsent(subjects.get(row), numbers.size());
            groups[row] = numbers.get(subjects.get(row));
        }
        return groups;
    }

    /** Number of rows, n. */
    public int rows() {
        return labels.length;
    }

    /** The most probable class of a row; the first of equals. */
    public int predicted(int row) {
        return mostProbable(probabilities[row]);
    }

    /** The index of the largest probability; the first of equals, as numpy's argmax. */
    public static int mostProbable(double[] p) {
        int best = 0;
        for (int k = 1; k < p.length; k++) {
            if (p[k] > p[best]) {
                best = k;
            }
        }
        return best;
    }

    /** The chosen rows, in the order of {@code chosen}, which may name a row twice. */
    public Predictions rows(int[] chosen) {
        return new Predictions(
                IntStream.of(chosen).map(row -> labels[row]).toArray(),
                IntStream.of(chosen).mapToObj(row -> probabilities[row]).toArray(double[][]::new),
                classes,
                IntStream.of(chosen).map(row -> groups[row]).toArray());
    }
}
