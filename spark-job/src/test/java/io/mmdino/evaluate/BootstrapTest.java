package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.evaluate.Bootstrap.Interval;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static Predictions hits(int rows, int every) {
        int[] labels = IntStream.range(0, rows).map(i -> i % 2).toArray();
        double[][] p = IntStream.range(0, rows)
                .mapToObj(i -> (labels[i] == 0) == (i % every != 0) ? new double[] {.8, .2} : new double[] {.2, .8})
                .toArray(double[][]::new);
        return Predictions.of(labels, p, 2);
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        Interval first = new Bootstrap(7, 200).interval(hits(60, 5), Metric.MCC);
        Interval second = new Bootstrap(7, 200).interval(hits(60, 5), Metric.MCC);

        assertThat(second).isEqualTo(first);
        assertThat(new Bootstrap(8, 200).interval(hits(60, 5), Metric.MCC)).isNotEqualTo(first);
    }

    @Test
    void theIntervalOfAnAccuracyIsNearTheBinomials() {
        Interval interval = new Bootstrap(0, 4000).interval(hits(400, 5), Metric.ACCURACY);

        double spread = 1.96 * Math.sqrt(0.8 * 0.2 / 400);
        assertThat(interval.low()).isCloseTo(0.8 - spread, within(0.006));
        assertThat(interval.high()).isCloseTo(0.8 + spread, within(0.006));
    }

    @Test
    void studiesOfOneSubjectAreDrawnTogether() {
        Predictions apart = hits(40, 5);
        int[] quads = IntStream.range(0, 40).map(i -> i % 10).toArray();
        Predictions together = new Predictions(apart.labels(), apart.probabilities(), 2, quads);

        Interval wide = new Bootstrap(0, 2000).interval(together, Metric.ACCURACY);
        Interval narrow = new Bootstrap(0, 2000).interval(apart, Metric.ACCURACY);

        assertThat(wide.high() - wide.low()).isGreaterThan(1.5 * (narrow.high() - narrow.low()));
    }

    @Test
    void drawsWithoutAValueAreLeftOut() {
        Predictions oneClass = Predictions.of(new int[] {0, 0}, new double[][] {{1, 0}, {1, 0}}, 2);

        assertThat(new Bootstrap(0, 10).interval(oneClass, Metric.KAPPA))
                .isEqualTo(new Interval(Double.NaN, Double.NaN));
    }

    @Test
    void noDrawsAreRefused() {
        assertThatThrownBy(() -> new Bootstrap(0, 0)).hasMessageContaining("bootstrap draws is 0, wanted 1 or more");
    }
}
