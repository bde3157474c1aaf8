package io.mmdino.shard;

import java.util.stream.IntStream;

/**
 * Which of a study's windows represent it in evaluation and scoring: training windows of each axis, evenly spread over the
 * slices, and fewer where there are fewer; or a single axial window, as in the paper.
 *
 * @param perAxis number of windows of each axis; 1 stands for the single axial window
 */
public record EvaluationWindows(int perAxis) {

    public EvaluationWindows {
        if (perAxis < 1) {
            throw new IllegalArgumentException(perAxis + " windows per axis for evaluation, wanted 1 or more");
        }
    }

    /** Record numbers of the windows; the axial window of {@link StudyEntry#evaluation} where a study has no training windows. */
    public int[] of(StudyEntry study) {
        int[] spread = study.training().stream()
                .flatMapToInt(axis -> IntStream.of(ofAxis(axis)))
                .toArray();
        return spread.length > 0 ? spread : new int[] {study.evaluation()};
    }

    /**
     * The chosen ones of one axis; none where the single axial window is chosen.
     *
     * @param training the axis' training windows in the order of the slices, by indices of slices or numbers of records
     */
    public int[] ofAxis(int[] training) {
        return perAxis == 1 ? new int[0] : spread(training, perAxis);
    }

    /** Most windows of a study. */
    public int most() {
        return perAxis == 1 ? 1 : 3 * perAxis;
    }

    /** The middle of each of {@code most} equal parts of a list; all of it where it is no longer. */
    public static int[] spread(int[] all, int most) {
        if (all.length <= most) {
            return all.clone();
        }
        return IntStream.range(0, most)
                .map(part -> all[(int) ((2L * part + 1) * all.length / (2L * most))])
                .toArray();
    }
}
