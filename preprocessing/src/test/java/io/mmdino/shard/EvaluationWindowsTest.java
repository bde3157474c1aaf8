package io.mmdino.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationWindowsTest {

    private static final int AXIAL = 99;

    /** Training windows are numbered on from 1, axis by axis. */
    private static StudyEntry study(int first, int second, int third) {
        List<int[]> training = List.of(
                IntStream.rangeClosed(1, first).toArray(),
                IntStream.rangeClosed(first + 1, first + second).toArray(),
                IntStream.rangeClosed(first + second + 1, first + second + third)
                        .toArray());
        return new StudyEntry("a", "a", "", Split.TEST, OptionalInt.empty(), new boolean[] {true}, training, AXIAL);
    }

    @Test
    void oneWindowPerAxisIsTheAxialWindowAlone() {
        assertThat(new EvaluationWindows(1).of(study(5, 6, 7))).containsExactly(AXIAL);
        assertThat(new EvaluationWindows(1).most()).isEqualTo(1);
    }

    @Test
    void severalWindowsOfEachAxisAreSpreadOverItsSlices() {
        assertThat(new EvaluationWindows(3).of(study(9, 3, 12))).containsExactly(2, 5, 8, 10, 11, 12, 15, 19, 23);
        assertThat(new EvaluationWindows(3).most()).isEqualTo(9);
    }

    @Test
    void anAxisWithFewerWindowsGivesThoseThatItHas() {
        assertThat(new EvaluationWindows(3).of(study(0, 1, 2))).containsExactly(1, 2, 3);
    }

    @Test
    void aStudyWithoutTrainingWindowsIsRepresentedByItsAxialWindow() {
        assertThat(new EvaluationWindows(3).of(study(0, 0, 0))).containsExactly(AXIAL);
    }

    @Test
    void theMiddlesOfEqualPartsOfAnAxisAreChosen() {
        int[] slices = {4, 5, 6, 7, 8, 9, 12, 13, 20};
        assertThat(new EvaluationWindows(3).ofAxis(slices)).containsExactly(5, 8, 13);
        assertThat(new EvaluationWindows(2).ofAxis(slices)).containsExactly(6, 12);
        assertThat(new EvaluationWindows(1).ofAxis(slices)).isEmpty();
    }

    @Test
    void theChosenWindowsAreChosenAgainWhereOnlyTheyAreStored() {
        int[] slices = IntStream.range(10, 71).toArray();
        for (int perAxis = 2; perAxis <= 64; perAxis++) {
            EvaluationWindows windows = new EvaluationWindows(perAxis);
            int[] held = windows.ofAxis(slices);
            assertThat(held).isSorted().doesNotHaveDuplicates().hasSize(Math.min(61, perAxis));
            assertThat(windows.ofAxis(held)).isEqualTo(held);
        }
    }

    @Test
    void aListIsSpreadOverItsWholeLength() {
        assertThat(EvaluationWindows.spread(IntStream.range(0, 9).toArray(), 3)).containsExactly(1, 4, 7);
        assertThat(EvaluationWindows.spread(IntStream.range(0, 9).toArray(), 1)).containsExactly(4);
        assertThat(EvaluationWindows.spread(IntStream.range(0, 9).toArray(), 99))
                .hasSize(9);
    }

    @Test
    void noWindowIsRefused() {
        assertThatThrownBy(() -> new EvaluationWindows(0))
                .hasMessage("0 windows per axis for evaluation, wanted 1 or more");
    }
}
