package io.mmdino.evaluate;

import io.mmdino.settings.AbsentMeans;
import io.mmdino.settings.Checks;
import io.mmdino.settings.DecidesNothing;
import java.util.List;

/**
 * Settings of the evaluation of features. The defaults are the paper's where it gives a value.
 *
 * @param seed of the held-out studies, the bootstrap, the dropped sequences and the subsets of labels
 * @param heldOutShare share of the training studies that is held out to choose C of the logistic regression
 * @param smallestHeldOut with fewer held-out studies than this, C is chosen by leave-one-out cross-validation instead, because
 *     a choice by a handful of studies is left to chance
 * @param bootstrapDraws bootstrap samples of each 95 % interval
 * @param neighbours k of the k-nearest-neighbour classifier
 * @param neighbourTemperature temperature of that classifier's votes
 * @param smallestSubset smallest number of sequences in the table of missing sequences
 * @param labelFractions shares of the training labels in the table of label fractions, each above 0 and below 1
 * @param labelFractionRepeats random subsets of labels for each share
 * @param windowsPerAxis windows of each axis whose mean feature represents a study, spread over the tumour; as many as the
 *     shards hold where they hold fewer. 1 takes a single window in all, the axial one with most of the tumour, as the paper does
 * @param imageSide side of the image that the encoder reads, pixels
 * @param classNames names of the labels 0, 1, ...
 */
public record EvaluationSettings(
        @DecidesNothing long seed,
        @DecidesNothing double heldOutShare,
        @DecidesNothing int smallestHeldOut,
        @DecidesNothing int bootstrapDraws,
        @DecidesNothing int neighbours,
        @DecidesNothing double neighbourTemperature,
        @DecidesNothing int smallestSubset,
        @DecidesNothing List<Double> labelFractions,
        @DecidesNothing int labelFractionRepeats,
        @DecidesNothing @AbsentMeans("1") int windowsPerAxis,
        @DecidesNothing int imageSide,
        List<String> classNames) {

    private static final int MOST_WINDOWS = 64;

    public EvaluationSettings {
        labelFractions = List.copyOf(labelFractions);
        classNames = List.copyOf(classNames);
        Checks checks = new Checks()
                .that(
                        heldOutShare > 0 && heldOutShare <= 0.5,
                        "held-out-share",
                        heldOutShare,
                        "above 0 and at most 0.5")
                .that(smallestHeldOut >= 1, "smallest-held-out", smallestHeldOut, "1 or more")
                .that(bootstrapDraws >= 1, "bootstrap-draws", bootstrapDraws, "1 or more")
                .that(neighbours >= 1, "neighbours", neighbours, "1 or more")
                .that(neighbourTemperature > 0, "neighbour-temperature", neighbourTemperature, "above 0")
                .that(smallestSubset >= 1, "smallest-subset", smallestSubset, "1 or more")
                .that(labelFractionRepeats >= 1, "label-fraction-repeats", labelFractionRepeats, "1 or more")
                .that(
                        windowsPerAxis >= 1 && windowsPerAxis <= MOST_WINDOWS,
                        "windows-per-axis",
                        windowsPerAxis,
                        "1 (one axial window in all) to " + MOST_WINDOWS)
                .that(imageSide >= 1, "image-side", imageSide, "1 or more")
                .that(
                        classNames.stream().distinct().count() == classNames.size(),
                        "class-names",
                        classNames,
                        "each name once");
        for (double fraction : labelFractions) {
            checks.that(fraction > 0 && fraction < 1, "label-fractions", fraction, "above 0 and below 1");
        }
    }

    /** The values of {@code conf/default.yaml}. */
    public static EvaluationSettings defaults() {
        return defaults(224);
    }

    /** The values of {@code conf/default.yaml} with another side of the image, pixels. */
    public static EvaluationSettings defaults(int imageSide) {
        return new EvaluationSettings(
                0,
                0.1,
                30,
                1000,
                20,
                0.07,
                2,
                List.of(0.1, 0.25, 0.5),
                3,
                3,
                imageSide,
                List.of("astrocytoma", "glioblastoma", "oligodendroglioma"));
    }
}
