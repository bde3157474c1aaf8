package io.mmdino.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.calibrate.RiskCoverage.Point;
import io.mmdino.evaluate.Predictions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RiskCoverageTest {

    private static RiskCoverage of(double[] confidence, int[] labels) {
        double[][] p = IntStream.range(0, labels.length)
                .mapToObj(i -> new double[] {confidence[i], 1 - confidence[i]})
                .toArray(double[][]::new);
        return RiskCoverage.of(Predictions.of(labels, p, 2));
    }

    @Test
    void aCurveThatWasComputedByHand() {
        RiskCoverage curve = of(new double[] {0.6, 0.9, 0.8, 0.7}, new int[] {1, 0, 1, 0});

        // By confidence: right, wrong, right, wrong.
        assertThat(curve.points())
                .containsExactly(
                        new Point(0.9, 0.25, 0),
                        new Point(0.8, 0.5, 0.5),
                        new Point(0.7, 0.75, 1 / 3.0),
                        new Point(0.6, 1, 0.5));
        assertThat(curve.area()).isCloseTo((0 + 0.5 + 1 / 3.0 + 0.5) / 4, within(1e-12));
        assertThat(curve.at(0.5).threshold()).isEqualTo(0.8);
        assertThat(curve.at(0.51).threshold()).isEqualTo(0.7);
        assertThat(curve.at(1).threshold()).isEqualTo(0.6);
        assertThat(curve.at(0.01).threshold()).isEqualTo(0.9);
    }

    @Test
    void tiesEnterTogetherAndTheAreaIsTheMeanOverTheirOrders() {
        Random random = new Random(5);
        double[] confidence = random.doubles(12, 0.5, 1)
                .map(value -> Math.round(value * 5) / 5.0)
                .toArray();
        int[] labels = random.ints(12, 0, 2).toArray();
        labels = IntStream.of(labels).toArray();
        double mean = 0;
        int orders = 20_000;
        for (int draw = 0; draw < orders; draw++) {
            List<Integer> order = new ArrayList<>(IntStream.range(0, 12).boxed().toList());
            Collections.shuffle(order, random);
            order.sort((a, b) -> Double.compare(confidence[b], confidence[a]));
            int wrong = 0;
            for (int kept = 1; kept <= 12; kept++) {
                wrong += labels[order.get(kept - 1)];
                mean += (double) wrong / kept / 12 / orders;
            }
        }
        RiskCoverage curve = of(confidence, labels);

        assertThat(curve.area()).isCloseTo(mean, within(0.005));
        assertThat(curve.points()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void equalConfidencesAndASingleStudyHaveOnePoint() {
        assertThat(of(new double[] {1, 1, 1}, new int[] {0, 1, 0}).points()).containsExactly(new Point(1, 1, 1 / 3.0));
        assertThat(of(new double[] {1}, new int[] {1}).area()).isEqualTo(1);
    }

    @Test
    void aCoverageThatIsNoneIsRefused() {
        RiskCoverage curve = of(new double[] {1}, new int[] {0});
        for (double coverage : new double[] {0, -1, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> curve.at(coverage)).hasMessageContaining("wanted above 0 and at most 1");
        }
    }
}
