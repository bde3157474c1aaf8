package io.mmdino.ssl;

import io.mmdino.crop.StudyCrops;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The studies of one step.
 *
 * @param studies B of them
 * @param ibotTargets for each study and each of its two global crops
 */
public record TrainingBatch(List<StudyCrops> studies, List<List<IbotTargets>> ibotTargets) {

    /** Every masked patch is a target. */
    public static TrainingBatch of(List<StudyCrops> studies) {
        return new TrainingBatch(
                List.copyOf(studies),
                studies.stream()
                        .map(study ->
                                Stream.of(study.masks()).map(IbotTargets::of).toList())
                        .toList());
    }

    /** The same studies when no masked patch is a target: the masks still hide patches from the student. */
    TrainingBatch withoutTargets() {
        IbotTargets none = new IbotTargets(new int[0], new double[0]);
        return new TrainingBatch(
                studies, studies.stream().map(study -> List.of(none, none)).toList());
    }

    public int size() {
        return studies.size();
    }

    List<OptionalInt> labels() {
        return studies.stream().map(StudyCrops::label).toList();
    }

    /** Targets of studies {@code from} (inclusive) to {@code to} (exclusive). */
    int targets(int from, int to) {
        return ibotTargets.subList(from, to).stream()
                .flatMap(List::stream)
                .mapToInt(t -> t.patches().length)
                .sum();
    }
}
