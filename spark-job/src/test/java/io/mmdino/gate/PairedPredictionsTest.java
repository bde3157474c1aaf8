package io.mmdino.gate;

import static io.mmdino.gate.GateTest.CLASSES;
import static io.mmdino.gate.GateTest.cohort;
import static io.mmdino.gate.GateTest.predictions;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.evaluate.Metric;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairedPredictionsTest {

    @Test
    void badInputIsRefused() {
        List<JudgedStudy> cohort = cohort(3);
        Map<String, double[]> good = predictions(cohort, i -> false);
        List<JudgedStudy> twice = List.of(cohort.get(0), cohort.get(0));
        assertThatThrownBy(() -> PairedPredictions.of(twice, good, good, CLASSES))
                .hasMessageContaining("the study s0 is twice in the frozen set");
        assertThatThrownBy(() -> PairedPredictions.of(cohort, good, Map.of(), CLASSES))
                .hasMessageContaining(
                        "of 3 frozen studies 3 have a prediction of the champion alone, 0 of the challenger");
        for (double[] p : new double[][] {{Double.NaN, 0, 1}, {0.5, 0.5}, {0.5, 0.1, 0.1}, {2, -1, 0}}) {
            Map<String, double[]> broken = new HashMap<>(good);
            broken.put("s1", p);
            assertThatThrownBy(() -> PairedPredictions.of(cohort, good, broken, CLASSES))
                    .as(Arrays.toString(p))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the challenger gives");
        }
        assertThatThrownBy(() -> new GateSettings(Metric.MCC, -0.1, 0.95, 500, 1, 10, 0))
                .hasMessageContaining("margin");
        assertThatThrownBy(() -> new GateSettings(Metric.MCC, 0.1, 1, 500, 1, 10, 0))
                .hasMessageContaining("confidence");
        assertThatThrownBy(() -> new GateSettings(Metric.MCC, 0.1, 0.9, 1, 1, 10, 0))
                .hasMessageContaining("draws");
        assertThatThrownBy(() -> new GateSettings(Metric.MCC, 0.1, 0.9, 500, 1, 1, 0))
                .hasMessageContaining("slice");
    }
}
