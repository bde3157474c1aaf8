package io.mmdino.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.checkpoint.Golden;
import io.mmdino.checkpoint.Safetensors;
import java.io.IOException;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {

    /** Studies in one step of the recorded run, which had one worker. */
    private static final int BATCH = 64;

    private static final int RECORDED_EVERY = 7;

    private final Schedules paper = new Schedules(OptimSettings.paper(), BATCH);

    @Test
    void thePaperRunsFor8400Iterations() {
        assertThat(OptimSettings.paper().iterations()).isEqualTo(8400);
    }

    @ParameterizedTest
    @CsvSource({"lr", "wd", "momentum", "teacher_temp"})
    void aScheduleAgreesWithTheRecordedRunAtEverySeventhIteration(String name) throws IOException {
        LongToDoubleFunction schedule =
                switch (name) {
                    case "lr" -> paper::lr;
                    case "wd" -> paper::weightDecay;
                    case "momentum" -> paper::teacherMomentum;
                    default -> paper::teacherTemperature;
                };
        try (Safetensors golden = Safetensors.open(Golden.file("losses_and_schedules.safetensors"))) {
            double[] expected = golden.doubles("schedule." + name);
            assertThat(expected).hasSize(1200);
            for (int i = 0; i < expected.length; i++) {
                assertThat(schedule.applyAsDouble((long) i * RECORDED_EVERY))
                        .as("%s at iteration %d", name, i * RECORDED_EVERY)
                        .isCloseTo(expected[i], within(1e-13));
            }
        }
    }

    @Test
    void theLastLayerIsFrozenForTheFirstEpochOnly() {
        assertThat(paper.lastLayerLr(41)).isZero();
        assertThat(paper.lastLayerLr(42)).isEqualTo(paper.lr(42)).isPositive();
    }

    @Test
    void theBackboneIsFrozenForTheFirstTenEpochsOnly() {
        assertThat(paper.backboneFrozen(419)).isTrue();
        assertThat(paper.backboneFrozen(420)).isFalse();
    }

    @Test
    void everyScheduleStaysAtItsEndBeyondTheRun() {
        assertThat(paper.at(1_000_000)).isEqualTo(new Schedules.Values(1e-6, 1e-6, 0.4, 1, 0.07));
    }

    @Test
    void aRunThatIsAllWarmUpReachesItsPeakWithTheLastIteration() {
        OptimSettings p = OptimSettings.paper();
        OptimSettings all = new OptimSettings(
                2,
                5,
                1e-3,
                OptimSettings.LrScaling.NONE,
                0,
                2,
                0,
                0,
                1,
                1,
                0.04,
                0.07,
                0,
                0,
                0,
                0,
                0.9,
                0.999,
                1e-8,
                1,
                1);
        assertThat(new Schedules(all, 7).lr(9)).isEqualTo(1e-3);
        assertThat(new Schedules(all, 7).teacherTemperature(0)).isEqualTo(0.07);
        assertThat(p.lrScaling()).isNotEqualTo(all.lrScaling());
    }

    @Test
    void settingsThatCannotBeAreRefusedWithTheirNameAndValue() {
        assertThatThrownBy(() -> new OptimSettings(
                        10,
                        42,
                        1e-4,
                        OptimSettings.LrScaling.NONE,
                        1e-6,
                        20,
                        0,
                        0,
                        1,
                        1,
                        1,
                        1,
                        0,
                        0,
                        0,
                        3,
                        0.9,
                        0.999,
                        1e-8,
                        0.9,
                        0.2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("warmupEpochs is 20, wanted 0 to epochs (10)");
    }
}
