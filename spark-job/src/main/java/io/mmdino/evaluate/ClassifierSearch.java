package io.mmdino.evaluate;

import io.mmdino.kernel.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The paper's protocol for fitting a classifier: C is chosen among {@code 10^linspace(-6, 5, 45)} by MCC on held-out rows of train ({@link
 * HeldOut}), the smallest of equals, and the classifier is fitted again at that C on all of train.
 */
public final class ClassifierSearch {

    private static final int STEPS = 45;
    private static final double LEAST = -6;
    private static final double MOST = 5;

    private final EvaluationSettings settings;
    private final Lanes lanes;

    /** @param lanes fit the folds in parallel; must not be the lanes that call this */
    public ClassifierSearch(EvaluationSettings settings, Lanes lanes) {
        this.settings = settings;
        this.lanes = lanes;
    }

    /** The values of C tried, ascending. */
    public static double[] grid() {
        return IntStream.range(0, STEPS)
                .mapToDouble(i -> Math.pow(10, LEAST + i * (MOST - LEAST) / (STEPS - 1)))
                .toArray();
    }

    /**
     * Chooses C and fits.
     *
     * @param train features, of which unlabelled rows are ignored
     * @throws IllegalArgumentException when fewer than two classes have labelled rows
     */
    public Classifier fit(FeatureTable train, List<String> classNames) {
        FeatureTable labelled = train.labelled();
        requireTwoClasses(labelled, classNames);
        return path(labelled, classNames, choose(labelled, classNames));
    }

    private double choose(FeatureTable train, List<String> classNames) {
        double[] grid = grid();
        HeldOut heldOut = HeldOut.of(train.labels(), settings);
        double[][][] probabilities = new double[grid.length][train.rows()][];
        lanes.forEach(heldOut.parts().size(), fold -> {
            int[] part = heldOut.parts().get(fold);
            FeatureTable out = train.rows(part);
            LogisticRegression regression =
                    new LogisticRegression(train.rows(HeldOut.others(train.rows(), part)), classNames);
            for (int i = 0; i < grid.length; i++) {
                double[][] rows = regression.fit(grid[i]).predict(out).probabilities();
                for (int row = 0; row < part.length; row++) {
                    probabilities[i][part[row]] = rows[row];
                }
            }
        });
        int[] rows = heldOut.parts().stream().flatMapToInt(Arrays::stream).toArray();
        FeatureTable out = train.rows(rows);
        int best = 0;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < grid.length; i++) {
            double[][] p = probabilities[i];
            double[][] held = IntStream.of(rows).mapToObj(row -> p[row]).toArray(double[][]::new);
            double score = Metric.MCC.of(Predictions.of(out, held, classNames.size()));
            if (score > bestScore) {
                best = i;
                bestScore = score;
            }
        }
        return grid[best];
    }

    /** Fits at rising values of C up to {@code c}, each from the solution before: Newton's method needs few steps then. */
    private static Classifier path(FeatureTable train, List<String> classNames, double c) {
        LogisticRegression regression = new LogisticRegression(train, classNames);
        for (double below : grid()) {
            if (below < c / 5) {
                regression.fit(below);
            }
        }
        return regression.fit(c);
    }

    private static void requireTwoClasses(FeatureTable labelled, List<String> classNames) {
        List<String> seen = new ArrayList<>();
        int[] counts = labelled.counts(classNames.size());
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0) {
                seen.add(classNames.get(k));
            }
        }
        if (seen.size() < 2) {
            throw new IllegalArgumentException(labelled.rows() + " labelled training studies of classes " + seen
                    + ", wanted studies of two classes or more among " + classNames
                    + ": give more labels to ingestion");
        }
    }
}
