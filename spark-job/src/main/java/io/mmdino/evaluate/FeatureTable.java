package io.mmdino.evaluate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The features of some studies, one row each, in the order of the {@link io.mmdino.shard.SliceSource} they come from.
 *
 * <p>Letters: n = rows, D = width.
 *
 * @param values [n, D]
 * @param labels class index, -1 where the study has none, [n]
 * @param studies keyed hashes of the study ids, [n]
 * @param subjects keyed hashes of the subject ids, [n]
 */
public record FeatureTable(float[] values, int width, int[] labels, List<String> studies, List<String> subjects) {

    public FeatureTable {
        if (width < 1 || (long) labels.length * width != values.length) {
            throw new IllegalArgumentException(values.length + " feature values for " + labels.length
                    + " studies of width " + width + ", wanted their product");
        }
        if (studies.size() != labels.length || subjects.size() != labels.length) {
            throw new IllegalArgumentException(
                    studies.size() + " studies and " + subjects.size() + " subjects for " + labels.length + " labels");
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "a feature is " + value + ", wanted finite numbers: the model's weights are broken");
            }
        }
        studies = List.copyOf(studies);
        subjects = List.copyOf(subjects);
    }

    /** Number of rows, n. */
    public int rows() {
        return labels.length;
    }

    /** The chosen rows, in the order of {@code chosen}. */
    public FeatureTable rows(int[] chosen) {
        float[] some = new float[Math.multiplyExact(chosen.length, width)];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(values, chosen[i] * width, some, i * width, width);
        }
        return new FeatureTable(
                some,
                width,
                IntStream.of(chosen).map(i -> labels[i]).toArray(),
                IntStream.of(chosen).mapToObj(studies::get).toList(),
                IntStream.of(chosen).mapToObj(subjects::get).toList());
    }

    /** The rows that have a label. */
    public FeatureTable labelled() {
        return rows(IntStream.range(0, rows()).filter(i -> labels[i] >= 0).toArray());
    }

    /** Number of labelled rows of each class, [K]. */
    public int[] counts(int classes) {
        int[] counts = new int[classes];
        IntStream.of(labels).filter(label -> label >= 0).forEach(label -> counts[label]++);
        return counts;
    }
}
