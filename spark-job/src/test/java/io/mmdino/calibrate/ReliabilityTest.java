package io.mmdino.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.evaluate.Bootstrap;
import io.mmdino.evaluate.Predictions;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReliabilityTest {

    private static final Bootstrap DRAWS = new Bootstrap(3, 200);

    /** Two classes; each row has a confidence in class 0, and is right when its label is 0. */
    private static Predictions of(double[] confidence, int[] labels) {
        double[][] p = IntStream.range(0, labels.length)
                .mapToObj(i -> new double[] {confidence[i], 1 - confidence[i]})
                .toArray(double[][]::new);
        return Predictions.of(labels, p, 2);
    }

    @Test
    void aTableThatWasComputedByHand() {
        // Bins of ten: 0.6 to 0.7 holds 0.65 and 0.7 (one right), 0.9 to 1 holds 0.95 (right) and 1 (wrong).
        Reliability table = Reliability.of(of(new double[] {0.65, 0.7, 0.95, 1}, new int[] {0, 1, 0, 1}), 10, DRAWS);

        assertThat(table.error()).isCloseTo(0.5 * (0.675 - 0.5) + 0.5 * (0.975 - 0.5), within(1e-12));
        assertThat(table.largestError()).isCloseTo(0.475, within(1e-12));
        assertThat(table.bins().get(6).studies()).isEqualTo(2);
        assertThat(table.bins().get(6).confidence()).isCloseTo(0.675, within(1e-12));
        assertThat(table.bins().get(9).accuracy()).isEqualTo(0.5);
        assertThat(table.bins().get(7).studies()).isZero();
        assertThat(table.bins().get(7).accuracy()).isNaN();
        assertThat(table.bins().get(3).low()).isCloseTo(0.3, within(1e-12));
        assertThat(table.errorLow()).isLessThanOrEqualTo(table.error() + 1e-12);
        assertThat(table.errorHigh()).isGreaterThanOrEqualTo(table.error() - 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15, 100})
    void theErrorIsThatOfANaiveSum(int bins) {
        Random random = new Random(bins);
        double[] confidence = random.doubles(300, 0.5, 1).toArray();
        int[] labels = IntStream.range(0, 300)
                .map(i -> random.nextDouble() < confidence[i] * 0.8 ? 0 : 1)
                .toArray();
        double naive = 0;
        for (int b = 0; b < bins; b++) {
            double difference = 0;
            for (int i = 0; i < 300; i++) {
                if (confidence[i] > (double) b / bins && confidence[i] <= (double) (b + 1) / bins) {
                    difference += (labels[i] == 0 ? 1 : 0) - confidence[i];
                }
            }
            naive += Math.abs(difference) / 300;
        }
        Reliability table = Reliability.of(of(confidence, labels), bins, DRAWS);

        assertThat(table.error()).isCloseTo(naive, within(1e-9));
        assertThat(table.bins().stream().mapToInt(Reliability.Bin::studies).sum())
                .isEqualTo(300);
    }

    @Test
    void patientsAreTheUnitsOfTheInterval() {
        double[] confidence = IntStream.range(0, 60).mapToDouble(i -> 0.9).toArray();
        int[] labels = IntStream.range(0, 60).map(i -> i / 6 % 2).toArray();
        Predictions apart = of(confidence, labels);
        Predictions together = new Predictions(
                labels,
                apart.probabilities(),
                2,
                IntStream.range(0, 60).map(i -> i / 6).toArray());

        Reliability narrow = Reliability.of(apart, 10, DRAWS);
        Reliability wide = Reliability.of(together, 10, DRAWS);

        assertThat(wide.error()).isEqualTo(narrow.error());
        assertThat(wide.errorHigh() - wide.errorLow()).isGreaterThan(1.5 * (narrow.errorHigh() - narrow.errorLow()));
    }

    @Test
    void certainPredictionsAndASingleStudyHaveATable() {
        Reliability right = Reliability.of(of(new double[] {1}, new int[] {0}), 15, DRAWS);
        Reliability wrong = Reliability.of(of(new double[] {1}, new int[] {1}), 15, DRAWS);

        assertThat(right.error()).isZero();
        assertThat(wrong.error()).isEqualTo(1);
        assertThat(wrong.bins().get(14).studies()).isEqualTo(1);
        assertThat(wrong.errorLow()).isEqualTo(1);
    }

    @Test
    void badInputIsRefused() {
        Predictions some = of(new double[] {1}, new int[] {0});
        assertThatThrownBy(() -> Reliability.of(some, 0, DRAWS)).hasMessageContaining("0 bins, wanted 1 to 1000");
        assertThatThrownBy(() -> Reliability.of(of(new double[] {Double.NaN}, new int[] {0}), 5, DRAWS))
                .hasMessageContaining("row 0 has a probability of NaN, wanted 0 to 1");
    }
}
