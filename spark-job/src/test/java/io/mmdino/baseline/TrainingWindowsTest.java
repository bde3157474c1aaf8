package io.mmdino.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TrainingWindowsTest {

    private static final List<String> CLASSES = List.of("a", "b", "c");

    private static StudyEntry study(String id, int label, int evaluation, int[]... training) {
        return new StudyEntry(
                id, id, "", Split.TRAIN, OptionalInt.of(label), new boolean[] {true}, List.of(training), evaluation);
    }

    @Test
    void everySliceOfAStudyHasItsLabelAndAStudyWithoutSlicesItsEvaluationWindow() {
        TrainingWindows windows = TrainingWindows.of(
                List.of(study("x", 2, 9, new int[] {4, 5}, new int[] {}, new int[] {6}), study("y", 0, 7)), CLASSES);
        assertThat(windows.records()).containsExactly(4, 5, 6, 7);
        assertThat(windows.labels()).containsExactly(2, 2, 2, 0);
    }

    @Test
    void allClassesWeighAlikeAndTheMeanWeightOfAWindowIsOne() {
        TrainingWindows windows = new TrainingWindows(new int[8], new int[] {0, 0, 0, 0, 0, 0, 2, 2}, 3);
        double[] weights = windows.classWeights();
        assertThat(weights).containsExactly(new double[] {8 / 12.0, 1, 2}, Offset.offset(1e-12));
        assertThat(6 * weights[0]).isEqualTo(2 * weights[2], Offset.offset(1e-12));
    }

    @Test
    void onlyLabelledStudiesOfTheTrainSplitAreTrainedOn() {
        assertThat(TrainingWindows.studies(new ToyShards(36, 1, 3)))
                .hasSize(24)
                .allMatch(study -> study.split() == Split.TRAIN && study.label().isPresent());
    }

    @Test
    void aLabelWithoutANameIsRefused() {
        assertThatThrownBy(() -> TrainingWindows.of(List.of(study("x", 3, 0)), CLASSES))
                .hasMessageContaining("a label is 3, wanted 0 to 2");
    }

    @Test
    void settingsThatCannotWorkAreNamed() {
        assertThatThrownBy(() -> new BaselineSettings(0, 1, 1, 2, 5, 1e-3, 0, 48, 16, 3, 0))
                .hasMessageContaining("batch-size is 1, wanted 2 or more");
        assertThatThrownBy(() -> new BaselineSettings(0, 1, 4, 2, 5, 1e-3, 0, 4, 16, 3, 0))
                .hasMessageContaining("image-side is 4, wanted 2^blocks");
    }
}
