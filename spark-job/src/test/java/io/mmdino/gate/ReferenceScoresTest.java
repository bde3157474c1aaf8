package io.mmdino.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.disk.SealedJson;
import io.mmdino.gate.ReferenceScores.Comparison;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferenceScoresTest {

    private static final List<String> CLASSES = List.of("a", "b");
    private static final ReferenceScores RECORDED =
            ReferenceScores.record("m", CLASSES, Map.of("s1", new double[] {0.25, 0.75}, "s2", new double[] {1, 0}));

    @Test
    void probabilitiesWithinTheToleranceAndMoreStudiesPass() {
        Comparison result = RECORDED.compare(
                Map.of("s1", new double[] {0.2501, 0.7499}, "s2", new double[] {1, 0}, "s3", new double[] {0, 1}),
                CLASSES,
                0.001);

        assertThat(result.passed()).isTrue();
        assertThat(result.compared()).isEqualTo(2);
        assertThat(result.largestDifference()).isCloseTo(1e-4, within(1e-9));
        assertThat(RECORDED.compare(Map.of("s1", new double[] {0.25, 0.75}, "s2", new double[] {1, 0}), CLASSES, 0)
                        .passed())
                .isTrue();
    }

    @Test
    void aDifferenceAMissingStudyAndOtherClassesFail() {
        Map<String, double[]> other = Map.of("s1", new double[] {0.3, 0.7}, "s2", new double[] {1, 0});
        assertThat(RECORDED.compare(other, CLASSES, 0.01).faults())
                .singleElement()
                .asString()
                .startsWith("a probability of study s1 differs by 0.0");
        assertThat(RECORDED.compare(Map.of("s1", new double[] {0.25, 0.75}), CLASSES, 0.01)
                        .faults())
                .containsExactly("1 of 2 reference studies have no prediction");
        assertThat(RECORDED.compare(other, List.of("b", "a"), 1).faults())
                .containsExactly("the classes are [b, a], recorded were [a, b]");
        assertThat(RECORDED.compare(Map.of(), CLASSES, 1).largestDifference()).isNaN();
    }

    @Test
    void whatIsNoNumberFails() {
        Map<String, double[]> broken =
                Map.of("s1", new double[] {Double.NaN, 0.75}, "s2", new double[] {1, Double.NaN});

        assertThat(RECORDED.compare(broken, CLASSES, 1).passed()).isFalse();
        assertThatThrownBy(() -> RECORDED.compare(Map.of(), CLASSES, Double.NaN))
                .hasMessageContaining("tolerance");
        assertThatThrownBy(() -> RECORDED.compare(Map.of(), CLASSES, -1)).hasMessageContaining("tolerance is -1.0");
        assertThatThrownBy(() -> ReferenceScores.record("m", CLASSES, Map.of())).hasMessageContaining("no reference");
    }

    @Test
    void theFileIsReadBack() throws Exception {
        assertThat(ReferenceScores.read(SealedJson.bytes(RECORDED))).isEqualTo(RECORDED);
    }
}
