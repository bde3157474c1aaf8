package io.mmdino.baseline;

import io.mmdino.evaluate.Cohorts;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The windows to train on: all training slices of every labelled study of the TRAIN split, each with its study's label. A
 * study without training slices is represented by its evaluation slice.
 *
 * <p>Letters: n = windows, K = classes.
 *
 * @param records record numbers, [n]
 * @param labels class of each window, [n]
 * @param classes K
 */
record TrainingWindows(int[] records, int[] labels, int classes) implements Serializable {

    /** The labelled training studies, in the order of their hashed ids. */
    static List<StudyEntry> studies(SliceSource source) {
        return source.studies().stream().filter(Cohorts.trainRows()).toList();
    }

    /**
     * Lists the windows of studies with labels.
     *
     * @throws IllegalArgumentException when the studies have fewer than two classes, or a label has no name
     */
    static TrainingWindows of(List<StudyEntry> studies, List<String> classNames) {
        List<int[]> records = new ArrayList<>();
        List<int[]> labels = new ArrayList<>();
        for (StudyEntry study : studies) {
            int[] slices = slices(study);
            int label = study.label().orElseThrow();
            if (label >= classNames.size()) {
                throw new IllegalArgumentException("a label is " + label + ", wanted 0 to " + (classNames.size() - 1)
                        + ": is a name missing in evaluation.class-names?");
            }
            int[] repeated = new int[slices.length];
            Arrays.fill(repeated, label);
            records.add(slices);
            labels.add(repeated);
        }
        TrainingWindows all = new TrainingWindows(joined(records), joined(labels), classNames.size());
        all.requireTwoClasses(studies.size(), classNames);
        return all;
    }

    /** Number of windows, n. */
    int count() {
        return records.length;
    }

    /**
     * Weight of each class in the loss, [K]: all classes have the same total weight, and the mean over windows is 1. A class
     * without windows has weight 1, which is never used.
     */
    double[] classWeights() {
        int[] counts = counts();
        long present = Arrays.stream(counts).filter(count -> count > 0).count();
        return Arrays.stream(counts)
                .mapToDouble(count -> count == 0 ? 1 : (double) count() / (present * count))
                .toArray();
    }

    private int[] counts() {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    private void requireTwoClasses(int studies, List<String> classNames) {
        int[] counts = counts();
        List<String> seen = IntStream.range(0, classes)
                .filter(k -> counts[k] > 0)
                .mapToObj(classNames::get)
                .toList();
        if (seen.size() < 2) {
            throw new IllegalArgumentException(studies + " labelled training studies of classes " + seen
                    + ", wanted studies of two classes or more among " + classNames
                    + ": give more labels to ingestion");
        }
    }

    private static int[] slices(StudyEntry study) {
        int[] slices = joined(study.training());
        return slices.length > 0 ? slices : new int[] {study.evaluation()};
    }

    private static int[] joined(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
