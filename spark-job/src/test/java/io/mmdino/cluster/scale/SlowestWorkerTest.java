package io.mmdino.cluster.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.Erf;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowestWorkerTest {

    @Test
    void evenStepsMakeNobodyWait() {
        assertThat(SlowestWorker.expected(StepTimes.even(3), 512, 7)).isEqualTo(21);
    }

    @Test
    void aLoneWorkerTakesItsMean() {
        StepTimes times = new StepTimes(2, 0.3, 0.1, 5);
        assertThat(SlowestWorker.expected(times, 1, 10)).isCloseTo(2 * 1.4 * 10, within(1e-12));
    }

    @Test
    void theSlowerOfTwoLogNormalStepsIsAsInTheBooks() {
        // E max = 2 m Phi(sigma / sqrt 2).
        StepTimes times = new StepTimes(5, 0.4, 0, 1);
        double phi = 1 - Erf.erfc(0.4 / Math.sqrt(2) / Math.sqrt(2)) / 2;
        assertThat(SlowestWorker.expected(times, 2, 1)).isCloseTo(2 * 5 * phi, within(1e-6));
    }

    @Test
    void aRareSlowStepCountsWithTheChanceThatAnyWorkerHasOne() {
        StepTimes times = new StepTimes(1, 0, 0.01, 4);
        assertThat(SlowestWorker.expected(times, 64, 1)).isCloseTo(1 + 3 * (1 - Math.pow(0.99, 64)), within(1e-12));
    }

    @Test
    void aVanishingSpreadIsNoSpread() {
        StepTimes stair = new StepTimes(1, 0, 0.01, 4);
        StepTimes nearly = new StepTimes(1, 1e-4, 0.01, 4);
        assertThat(SlowestWorker.expected(nearly, 64, 10))
                .isCloseTo(SlowestWorker.expected(stair, 64, 10), Percentage.withPercentage(0.1));
    }

    @Test
    void longerRoundsAverageStragglersOut() {
        StepTimes times = new StepTimes(1, 0.1, 0.001, 3);
        double every = SlowestWorker.expected(times, 512, 1);
        double tenth = SlowestWorker.expected(times, 512, 10) / 10;
        double rare = SlowestWorker.expected(times, 512, 500) / 500;
        assertThat(every).isGreaterThan(tenth);
        assertThat(tenth).isGreaterThan(rare);
        assertThat(rare).isBetween(times.mean(), 1.05);
    }

    @ParameterizedTest(name = "{0} workers, k={1}, sigma {2}, slow {3} x {4}")
    @CsvSource({
        "2, 1, 0.05, 0, 1",
        "8, 10, 0.3, 0.01, 5",
        "64, 10, 0.05, 0.001, 3",
        "64, 50, 0.3, 0, 1",
        "512, 1, 0.3, 0.001, 3",
        "512, 10, 0.3, 0.001, 3",
        "512, 50, 0.05, 0.01, 2"
    })
    void drawnRoundsTakeTheExpectedTimeWithinOnePercent(
            int workers, int period, double sigma, double probability, double factor) {
        StepTimes times = new StepTimes(1, sigma, probability, factor);
        int rounds = 2_000_000 / (workers * period) + 200;
        double drawn = Arrays.stream(
                        new Replay(times, rounds * period, 1).slowest(workers, List.of(Mode.parameters(period)), 0)[0])
                .average()
                .orElseThrow();
        assertThat(drawn).isCloseTo(SlowestWorker.expected(times, workers, period), Percentage.withPercentage(1));
    }
}
