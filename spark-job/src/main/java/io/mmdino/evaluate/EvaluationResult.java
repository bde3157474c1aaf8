package io.mmdino.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * All that one evaluation found.
 *
 * @param settingsHash of the shards' settings
 * @param trainCounts labelled studies that the classifiers were fitted on, by class, [K]
 * @param classifier the trained model's logistic regression; empty for a network that classifies by itself
 * @param trained the trained model with {@code classifier}
 * @param untrained the same backbone before training; empty when none was given
 * @param rawPixels see {@link RawPixels}
 * @param knn the trained model's features with {@link NearestNeighbours}
 * @param missingSequences the trained model as in {@code trained}, with some sequences withheld
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
        List<String> notes) {}
