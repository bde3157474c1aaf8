package io.mmdino.ssl;

import io.mmdino.crop.StudyCrops;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The studies of one worker's step with their crops, masks, labels and iBOT targets.
 *
 * <p>Letters: B = studies, M = sequences, n = patches per sequence of a global crop.
 *
 * @param studies B
 * @param ibotTargets for each study, one for each of its two global crops, [B][2]
 * @param part of the batch of all workers that these studies are
 */
public record TrainingBatch(List<StudyCrops> studies, List<List<IbotTargets>> ibotTargets, BatchPart part) {

    /** A batch of a run with one worker. */
    public TrainingBatch(List<StudyCrops> studies, List<List<IbotTargets>> ibotTargets) {
        this(
                studies,
                ibotTargets,
                BatchPart.whole(studies.stream().map(StudyCrops::label).toList()));
    }

    /**
     * The masked patches of one global crop that the student has to predict.
     *
     * @param patches indices into the crop's M*n patches
     * @param weights weight of each of these patches in the loss
     */
    public record IbotTargets(int[] patches, double[] weights) {

        /** Takes every masked patch, weighted by 1/(masked patches of the crop). @param mask M*n flags */
        public static IbotTargets of(boolean[] mask) {
            int[] patches = IntStream.range(0, mask.length).filter(i -> mask[i]).toArray();
            double[] weights = new double[patches.length];
            Arrays.fill(weights, 1.0 / Math.max(1, patches.length));
            return new IbotTargets(patches, weights);
        }
    }

    /** A batch in which every masked patch is an iBOT target. */
    public static TrainingBatch of(List<StudyCrops> studies) {
        return new TrainingBatch(List.copyOf(studies), targets(studies));
    }

    /** A worker's part of a batch, in which every masked patch is an iBOT target. */
    public static TrainingBatch of(List<StudyCrops> studies, BatchPart part) {
        return new TrainingBatch(List.copyOf(studies), targets(studies), part);
    }

    private static List<List<IbotTargets>> targets(List<StudyCrops> studies) {
        return studies.stream()
                .map(study -> Stream.of(study.masks()).map(IbotTargets::of).toList())
                .toList();
    }

    /** This batch without iBOT targets; its masks still hide patches from the student. */
    TrainingBatch withoutTargets() {
        IbotTargets none = new IbotTargets(new int[0], new double[0]);
        return new TrainingBatch(
                studies, studies.stream().map(study -> List.of(none, none)).toList(), part);
    }

    /** Number of studies, B. */
    public int size() {
        return studies.size();
    }

    List<OptionalInt> labels() {
        return studies.stream().map(StudyCrops::label).toList();
    }

    /** Number of target patches of studies {@code from} (inclusive) to {@code to} (exclusive). */
    int targets(int from, int to) {
        return ibotTargets.subList(from, to).stream()
                .flatMap(List::stream)
                .mapToInt(t -> t.patches().length)
                .sum();
    }
}
