package io.mmdino.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * All results of one evaluation.
 *
 * <p>Letters: K = classes.
 *
 * @param settingsHash hash of the shards' settings
 * @param trainCounts labelled studies that the classifiers were fitted on, by class, [K]
 * @param classifier the trained model's logistic regression; empty for a network that classifies by itself
 * @param trained scores of the trained model with {@code classifier}
 * @param untrained scores of the same backbone before training; empty when none was given
 * @param rawPixels scores of {@link RawPixels}
 * @param knn scores of {@link NearestNeighbours} on the trained model's features
 * @param missingSequences scores of {@code trained} with some sequences withheld
 * @param labelFractions scores of the trained model's features with fewer labels to fit on
 * @param notes what a reader of the numbers should know, in whole sentences
 */
public record EvaluationResult(
        List<String> classNames,
        List<String> sequences,
        String settingsHash,
        EvaluationSettings settings,
        int[] trainCounts,
        Optional<Classifier> classifier,
        ModelScores trained,
        Optional<ModelScores> untrained,
        ModelScores rawPixels,
        ModelScores knn,
        List<SubsetScores> missingSequences,
        List<FractionScores> labelFractions,
        List<String> notes) {

    /** A copy with one more note. */
    public EvaluationResult noting(String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return new EvaluationResult(
                classNames,
                sequences,
                settingsHash,
                settings,
                trainCounts,
                classifier,
                trained,
                untrained,
                rawPixels,
                knn,
                missingSequences,
                labelFractions,
                List.copyOf(all));
    }

    /**
     * Scores of one kind of features with one classifier.
     *
     * @param c C of its logistic regression; empty for other classifiers
     * @param validation empty where no validation study has a label
     */
    public record ModelScores(OptionalDouble c, Scores test, Optional<Scores> validation) {}

    /**
     * A row of the missing-sequence table.
     *
     * @param name as the table shows it
     * @param sequences the sequences that a study keeps, if it has them
     * @param leftOut number of test studies that have none of these sequences
     * @param test scores of the other test studies; empty when there are none
     */
    public record SubsetScores(String name, List<String> sequences, int leftOut, Optional<Scores> test) {}

    /**
     * A row of the label-fraction table.
     *
     * @param fraction share of train's labels kept
     * @param labels number of labels kept
     * @param draws scores on test for each draw of the labels, 1 or more
     */
    public record FractionScores(double fraction, int labels, List<Scores> draws) {

        /** Mean of a metric over the draws. */
        public double mean(Metric metric) {
            return values(metric).average().orElse(Double.NaN);
        }

        /** Smallest value of a metric over the draws. */
        public double least(Metric metric) {
            return values(metric).min().orElse(Double.NaN);
        }

        /** Largest value of a metric over the draws. */
        public double most(Metric metric) {
            return values(metric).max().orElse(Double.NaN);
        }

        private DoubleStream values(Metric metric) {
            return draws.stream().mapToDouble(scores -> scores.of(metric));
        }
    }
}
