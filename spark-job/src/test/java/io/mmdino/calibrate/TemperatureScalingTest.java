package io.mmdino.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.evaluate.Predictions;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureScalingTest {

    private static Predictions two(int right, int wrong, double confidence) {
        int[] labels =
                IntStream.range(0, right + wrong).map(i -> i < right ? 0 : 1).toArray();
        double[][] p = IntStream.range(0, right + wrong)
                .mapToObj(i -> new double[] {confidence, 1 - confidence})
                .toArray(double[][]::new);
        return Predictions.of(labels, p, 2);
    }

    /** Labels drawn from softmax(z), predicted as softmax(temperature z): that temperature is to be found. */
    private static Predictions drawn(int rows, double temperature, long seed) {
        Random random = new Random(seed);
        int[] labels = new int[rows];
        double[][] p = new double[rows][];
        for (int i = 0; i < rows; i++) {
            double[] z = random.doubles(3, -3, 3).toArray();
            double[] honest = softmax(z, 1);
            double u = random.nextDouble();
            labels[i] = u < honest[0] ? 0 : u < honest[0] + honest[1] ? 1 : 2;
            p[i] = softmax(z, temperature);
        }
        return Predictions.of(labels, p, 3);
    }

    private static double[] softmax(double[] z, double scale) {
        double[] e = Arrays.stream(z).map(value -> Math.exp(value * scale)).toArray();
        double sum = Arrays.stream(e).sum();
        return Arrays.stream(e).map(value -> value / sum).toArray();
    }

    private static double naiveLoss(Predictions predictions, double t) {
        double sum = 0;
        for (int row = 0; row < predictions.rows(); row++) {
            double[] q = Arrays.stream(predictions.probabilities()[row])
                    .map(value -> Math.pow(value, 1 / t))
                    .toArray();
            sum -= Math.log(q[predictions.labels()[row]] / Arrays.stream(q).sum());
        }
        return sum / predictions.rows();
    }

    @Test
    void threeRightOfFourAtNinetyPerCentWantTheTemperatureThatMakesSeventyFive() {
        Temperature t = TemperatureScaling.fit(two(3, 1, 0.9));

        // logit(0.9) / T = logit(0.75), so T = ln 9 / ln 3 = 2
        assertThat(t.value()).isCloseTo(2, within(1e-9));
        assertThat(t.lossBefore()).isCloseTo(-(3 * Math.log(0.9) + Math.log(0.1)) / 4, within(1e-12));
        assertThat(t.lossAfter()).isCloseTo(-(3 * Math.log(0.75) + Math.log(0.25)) / 4, within(1e-12));
        assertThat(t.scaled(new double[] {0.9, 0.1})).containsExactly(new double[] {0.75, 0.25}, within(1e-9));
        assertThat(t.atLimit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noTemperatureOfAFineGridIsBetter(long seed) {
        Predictions predictions = drawn(40, 0.5 + seed / 2.0, seed);
        Temperature t = TemperatureScaling.fit(predictions);

        double best = Double.POSITIVE_INFINITY;
        for (double value = 0.05; value <= 20; value *= 1.001) {
            best = Math.min(best, naiveLoss(predictions, value));
        }
        assertThat(t.lossAfter()).isLessThanOrEqualTo(best + 1e-12);
        assertThat(naiveLoss(predictions, t.value())).isCloseTo(t.lossAfter(), within(1e-12));
    }

    @Test
    void theTemperatureThatWasDrawnIsFound() {
        assertThat(TemperatureScaling.fit(drawn(20_000, 2.5, 7)).value()).isCloseTo(2.5, within(0.1));
        assertThat(TemperatureScaling.fit(drawn(20_000, 0.5, 8)).value()).isCloseTo(0.5, within(0.03));
    }

    @Test
    void theMostProbableClassStays() {
        Predictions predictions = drawn(200, 3, 9);
        Predictions scaled = TemperatureScaling.fit(predictions).scaled(predictions);

        for (int row = 0; row < predictions.rows(); row++) {
            assertThat(scaled.predicted(row)).isEqualTo(predictions.predicted(row));
            assertThat(Arrays.stream(scaled.probabilities()[row]).sum()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void predictionsThatAreAllRightEndAtTheLimitAndSaySo() {
        Temperature t = TemperatureScaling.fit(two(5, 0, 0.9));

        assertThat(t.value()).isCloseTo(TemperatureScaling.LEAST, within(1e-12));
        assertThat(t.atLimit()).isTrue();
    }

    @Test
    void predictionsThatAreAllWrongEndAtTheOtherLimit() {
        Temperature t = TemperatureScaling.fit(two(0, 5, 0.9));

        assertThat(t.value()).isCloseTo(TemperatureScaling.MOST, within(1e-12));
        assertThat(t.atLimit()).isTrue();
    }

    @Test
    void uniformPredictionsCertainOnesAndASingleStudyStayAsTheyAre() {
        assertThat(TemperatureScaling.fit(two(2, 2, 0.5)).value()).isEqualTo(1);
        assertThat(TemperatureScaling.fit(two(2, 0, 1)).value()).isEqualTo(1);
        assertThat(TemperatureScaling.fit(two(1, 0, 1)).lossAfter()).isZero();
    }

    @Test
    void aClassThatWasNotFittedKeepsProbabilityZeroAndItsStudiesAreLeftOut() {
        int[] labels = {0, 0, 1, 2};
        double[][] p = {{0.8, 0.2, 0}, {0.8, 0.2, 0}, {0.8, 0.2, 0}, {0.8, 0.2, 0}};
        Temperature t = TemperatureScaling.fit(Predictions.of(labels, p, 3));

        assertThat(t.studies()).isEqualTo(3);
        assertThat(t.leftOut()).isEqualTo(1);
        // logit(0.8) / T = logit(2/3)
        assertThat(t.value()).isCloseTo(Math.log(4) / Math.log(2), within(1e-9));
        assertThat(t.scaled(p[0])).containsExactly(new double[] {2 / 3.0, 1 / 3.0, 0}, within(1e-9));
        assertThatThrownBy(() -> TemperatureScaling.fit(Predictions.of(new int[] {2}, new double[][] {{1, 0, 0}}, 3)))
                .hasMessageContaining("all 1 validation studies have probability 0");
    }

    @Test
    void tinyProbabilitiesDoNotOverflow() {
        double tiny = Double.MIN_VALUE;
        Temperature t = TemperatureScaling.fit(
                Predictions.of(new int[] {0, 1}, new double[][] {{1 - 1e-17, tiny}, {1 - 1e-17, tiny}}, 2));

        assertThat(t.value()).isCloseTo(TemperatureScaling.MOST, within(1e-9));
        assertThat(t.lossAfter()).isFinite();
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        for (double[] p : new double[][] {{Double.NaN, 1}, {-0.1, 1.1}, {0.5, 0.6}, {1}, {2, -1}}) {
            assertThatThrownBy(() -> TemperatureScaling.fit(Predictions.of(new int[] {0}, new double[][] {p}, 2)))
                    .as(Arrays.toString(p))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Temperature(0, 1, 0, 1, 1, false)).hasMessageContaining("it is 0.0, wanted");
        assertThatThrownBy(() -> new Temperature(1, 1, 0, 1, 2, false)).hasMessageContaining("loss after");
    }
}
