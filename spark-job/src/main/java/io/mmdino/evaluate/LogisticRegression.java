package io.mmdino.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Multinomial logistic regression with an L2 penalty, as scikit-learn defines it: minimises {@code C * sum of losses +
 * |W|^2 / 2} without penalty on the intercepts. Solved to the optimum; see {@link NewtonSolver}.
 *
 * <p>Only classes that have a row are fitted. With one such class, its probability is 1 everywhere.
 *
 * <p>Letters: n = rows, D = width, d = coordinates solved in, F = classes fitted.
 */
public final class LogisticRegression {

    private final List<String> classNames;
    private final int width;
    private final int[] fitted;
    private final int[] labels;
    private final double[] mean;
    private final List<RowSpace> reduction;
    private final DesignMatrix x;
    private double[] last;

    /**
     * Prepares the features.
     *
     * @param train labelled rows, 1 or more
     * @param classNames names of all classes in the order of the labels
     */
    public LogisticRegression(FeatureTable train, List<String> classNames) {
        int[] counts = counts(train, classNames.size());
        this.classNames = classNames;
        this.width = train.width();
        this.fitted =
                IntStream.range(0, counts.length).filter(k -> counts[k] > 0).toArray();
        this.labels = IntStream.of(train.labels())
                .map(label -> Arrays.binarySearch(fitted, label))
                .toArray();
        this.mean = columnMean(train);
        double[] centred = centred(train);
        int n = train.rows();
        this.reduction = n < width ? List.of(RowSpace.of(centred, n, width)) : List.of();
        this.x = reduction.stream()
                .map(space -> new DesignMatrix(space.project(centred, n), n, space.rank()))
                .findFirst()
                .orElseGet(() -> new DesignMatrix(centred, n, width));
        this.last = new double[fitted.length * (x.features + 1)];
    }

    private static int[] counts(FeatureTable train, int classes) {
        if (train.rows() == 0) {
            throw new IllegalArgumentException("no labelled studies to fit a classifier on, wanted 1 or more");
        }
        for (int label : train.labels()) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        "a label is " + label + ", wanted 0 to " + (classes - 1) + ": is a class name missing?");
            }
        }
        return train.counts(classes);
    }

    /**
     * Fits at one C, starting from the previous fit, which makes rising values of C fast. The result does not depend on the
     * start, because there is one optimum.
     */
    public Classifier fit(double c) {
        SoftmaxLoss loss = new SoftmaxLoss(x, labels, fitted.length, c);
        NewtonSolver.Solution solution = NewtonSolver.minimise(loss, last);
        last = solution.w();
        double[] weights = new double[fitted.length * width];
        double[] intercept = new double[fitted.length];
        int stride = x.features + 1;
        for (int k = 0; k < fitted.length; k++) {
            double[] row = onFeatures(k * stride);
            System.arraycopy(row, 0, weights, k * width, width);
            intercept[k] = last[k * stride + x.features];
            for (int j = 0; j < width; j++) {
                intercept[k] -= row[j] * mean[j];
            }
        }
        centre(intercept);
        return new Classifier(classNames, fitted, width, c, solution.converged(), weights, intercept);
    }

    /** Weights of one class on the original features, [D]. */
    private double[] onFeatures(int from) {
        return reduction.stream()
                .map(space -> space.expand(last, from))
                .findFirst()
                .orElseGet(() -> Arrays.copyOfRange(last, from, from + width));
    }

    /** Shifts the intercepts to a sum of 0, which does not change probabilities and is scikit-learn's convention. */
    private static void centre(double[] intercept) {
        double middle = Arrays.stream(intercept).average().orElse(0);
        for (int k = 0; k < intercept.length; k++) {
            intercept[k] -= middle;
        }
    }

    private static double[] columnMean(FeatureTable train) {
        double[] sum = new double[train.width()];
        for (int i = 0; i < train.values().length; i++) {
            sum[i % sum.length] += train.values()[i];
        }
        return Arrays.stream(sum).map(value -> value / train.rows()).toArray();
    }

    private double[] centred(FeatureTable train) {
        double[] values = new double[train.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = train.values()[i] - mean[i % width];
        }
        return values;
    }
}
