package io.mmdino.cluster.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ScaleStudyTest {

    private static final StepTimes UNEVEN = new StepTimes(20, 0.1, 0.001, 3);
    private static final Faults FAILING = new Faults(2000, 2, 60);

    @Test
    void formulaAndReplayAreOneWhereNothingStragglesOrFails() {
        // 1,234 steps: the last round of every period is shorter.
        for (Faults faults : List.of(Faults.none(), new Faults(0, 7, 60))) {
            for (ScaleStudy.Row row : Cases.rows(Cases.study(StepTimes.even(0.45), faults, 1234, 1, 0, 1, 3, 64))) {
                assertThat(row.efficiency().mean())
                        .as(row.toString())
                        .isCloseTo(row.predicted().efficiency(), Percentage.withPercentage(1e-7));
                assertThat(row.failures()).isZero();
            }
        }
    }

    @Test
    void formulaAndReplayAgreeWithinOnePercentOnStragglers() {
        for (ScaleStudy.Row row : Cases.rows(Cases.study(UNEVEN, Faults.none(), 2000, 10, 0, 8, 64, 512))) {
            assertThat(row.efficiency().mean())
                    .as(row.toString())
                    .isCloseTo(row.predicted().efficiency(), Percentage.withPercentage(1));
        }
    }

    @Test
    void formulaAndReplayAgreeWithinTwoPercentOnFailures() {
        for (ScaleStudy.Row row : Cases.rows(Cases.study(UNEVEN, FAILING, 2000, 400, 0, 4, 32))) {
            assertThat(row.efficiency().mean())
                    .as(row.toString())
                    .isCloseTo(row.predicted().efficiency(), Percentage.withPercentage(2));
        }
    }

    @Test
    void withoutExchangeAndWaitingEveryWorkerCounts() {
        Scenario free = new Scenario(
                new Ring(1, 1000, 3), new Link(10, 1, 1e-3), Mode.gradients(), StepTimes.even(2), Faults.none(), 10);
        assertThat(Prediction.of(free).efficiency()).isEqualTo(1);
        assertThat(Prediction.of(free).seconds()).isEqualTo(20);
    }

    @Test
    void aRunIsItsRoundsAndItsCheckpoints() {
        // 25 steps of 2 s in rounds of 10, 10 and 5; over two workers each round sends 4 x 1 MB at 1 MB/s.
        Scenario scenario = new Scenario(
                new Ring(2, 250_000, 1),
                new Link(100, 0, 1e-6),
                Mode.parameters(10),
                StepTimes.even(2),
                new Faults(0, 7, 0),
                25);
        assertThat(scenario.rounds()).isEqualTo(3);
        assertThat(Prediction.of(scenario).seconds()).isCloseTo(50 + 3 * 4 + 7, within(0.01));
    }

    @Test
    void theSameSeedGivesTheSameTableToTheLastBitAndAnotherSeedAnother() {
        ScaleStudy study = Cases.study(UNEVEN, FAILING, 500, 3, 5, 8, 64);
        assertThat(Cases.rows(study)).isEqualTo(Cases.rows(study));
        assertThat(Cases.rows(Cases.study(UNEVEN, FAILING, 500, 3, 6, 8, 64))).isNotEqualTo(Cases.rows(study));
    }

    @Test
    void aRowDoesNotDependOnTheOthers() {
        List<ScaleStudy.Row> both = Cases.rows(Cases.study(UNEVEN, FAILING, 500, 3, 5, 8, 64));
        List<ScaleStudy.Row> one = Cases.rows(Cases.study(UNEVEN, FAILING, 500, 3, 5, 64));
        assertThat(both.subList(8, 16)).isEqualTo(one);
    }

    @Test
    void theMeanLiesInTheRangeOfTheRuns() {
        for (ScaleStudy.Row row : Cases.rows(Cases.study(UNEVEN, FAILING, 500, 40, 0, 64))) {
            assertThat(row.efficiency().mean())
                    .isBetween(row.efficiency().low(), row.efficiency().high());
        }
        assertThat(Spread.of(new double[] {4, 0, 2, 1, 3})).isEqualTo(new Spread(2, 0.1, 3.9));
    }

    @Test
    void failuresCostMoreTheMoreWorkersThereAre() {
        List<ScaleStudy.Row> rows = Cases.rows(Cases.study(StepTimes.even(20), FAILING, 2000, 50, 0, 8, 128));
        assertThat(rows.get(10).failures()).isGreaterThan(rows.get(2).failures());
        assertThat(rows.get(10).efficiency().mean())
                .isLessThan(rows.get(2).efficiency().mean());
    }

    @Test
    void progressCountsEveryRun() {
        List<Integer> heard = new ArrayList<>();
        Cases.study(UNEVEN, FAILING, 10, 2, 0, 2, 4).rows(heard::add);
        assertThat(heard).containsExactly(1, 2, 3, 4);
    }

    @Test
    void drawsBeyondPatienceAreRefused() {
        assertThatThrownBy(() -> Cases.study(UNEVEN, FAILING, 10_000_000, 100, 0, 512))
                .hasMessageStartingWith("workers x iterations x runs is 512000000000, wanted 1 to 20000000000");
        assertThatThrownBy(() -> Cases.study(UNEVEN, FAILING, 0, 100, 0, 512))
                .hasMessageStartingWith("iterations is 0");
    }
}
