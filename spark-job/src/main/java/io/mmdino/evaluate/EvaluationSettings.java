package io.mmdino.evaluate;

import io.mmdino.settings.Checks;
import io.mmdino.settings.DecidesNothing;
import java.util.List;

/**
 * How features are judged. The defaults are the paper's where it names a value.
 *
 * @param seed of the held-out tenth, the intervals, the dropped sequences and the kept labels
 * @param heldOutShare share of train that chooses C
 * @param smallestHeldOut with fewer held-out studies than this, every study is held out once in turn instead, and C is
 *     chosen on all of them: one tenth of a few dozen labels would choose by luck
 * @param bootstrapDraws draws behind each 95 % interval
 * @param neighbours k of k-NN
 * @param neighbourTemperature of the votes in k-NN
 * @param smallestSubset least number of sequences in the missing-sequence table
 * @param labelFractions shares of train's labels in the label-fraction table, each above 0 and below 1
 * @param labelFractionRepeats draws of labels for each share
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
        @DecidesNothing int imageSide,
        List<String> classNames) {

    public EvaluationSettings {
        labelFractions = List.copyOf(labelFractions);
        classNames = List.copyOf(classNames);
        Checks checks = new Checks()
                .require(
                        heldOutShare > 0 && heldOutShare <= 0.5,
                        "held-out-share",
                        heldOutShare,
                        "above 0 and at most 0.5")
                .require(smallestHeldOut >= 1, "smallest-held-out", smallestHeldOut, "1 or more")
                .require(bootstrapDraws >= 1, "bootstrap-draws", bootstrapDraws, "1 or more")
                .require(neighbours >= 1, "neighbours", neighbours, "1 or more")
                .require(neighbourTemperature > 0, "neighbour-temperature", neighbourTemperature, "above 0")
                .require(smallestSubset >= 1, "smallest-subset", smallestSubset, "1 or more")
                .require(labelFractionRepeats >= 1, "label-fraction-repeats", labelFractionRepeats, "1 or more")
                .require(imageSide >= 1, "image-side", imageSide, "1 or more")
                .require(
                        classNames.stream().distinct().count() == classNames.size(),
                        "class-names",
                        classNames,
                        "each name once");
        for (double fraction : labelFractions) {
            checks.require(fraction > 0 && fraction < 1, "label-fractions", fraction, "above 0 and below 1");
        }
    }

    public static EvaluationSettings defaults() {
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
                224,
                List.of("astrocytoma", "glioblastoma", "oligodendroglioma"));
    }

    /** These settings with another side of the image, pixels. */
    public EvaluationSettings withImageSide(int side) {
        return new EvaluationSettings(
                seed,
                heldOutShare,
                smallestHeldOut,
                bootstrapDraws,
                neighbours,
                neighbourTemperature,
                smallestSubset,
                labelFractions,
                labelFractionRepeats,
                side,
                classNames);
    }
}
