package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected numbers were printed by scikit-learn 1.2.1 for the same labels and predictions. */
class MetricTest {

    static Stream<Arguments> confusions() {
        return Stream.of(
                Arguments.of(new long[][] {{5, 2, 1}, {0, 7, 3}, {4, 0, 6}}, new double[] {
                    0.46449221836908605, 0.6416666666666666, 0.6416924664602682, 0.6428571428571429, 0.46360153256704983
                }),
                Arguments.of(new long[][] {{3, 0, 0}, {0, 0, 0}, {1, 0, 2}}, new double[] {
                    0.7071067811865476, 0.8333333333333333, 0.8285714285714285, 0.8333333333333334, 0.6666666666666667
                }),
                Arguments.of(new long[][] {{2, 0, 3}, {1, 0, 4}, {0, 0, 5}}, new double[] {
                    0.28867513459481287, 0.4666666666666666, 0.36274509803921573, 0.4666666666666667, 0.2
                }),
                Arguments.of(new long[][] {{0, 4, 0}, {0, 0, 0}, {0, 0, 0}}, new double[] {0, 0, 0, 0, 0}),
                Arguments.of(new long[][] {{4, 0, 0}, {0, 0, 0}, {0, 0, 0}}, new double[] {0, 1, 1, 1, Double.NaN}),
                Arguments.of(new long[][] {{0, 5}, {5, 0}}, new double[] {-1, 0, 0, 0, -1}));
    }

    @ParameterizedTest
    @MethodSource("confusions")
    void everyMetricOfAConfusionMatrixIsScikitLearns(long[][] counts, double[] wanted) {
        ConfusionMatrix matrix = new ConfusionMatrix(counts);

        assertThat(new double[] {
                    matrix.mcc(), matrix.meanPerClassAccuracy(), matrix.macroF1(), matrix.accuracy(), matrix.kappa()
                })
                .containsExactly(wanted, within(1e-12));
    }

    @Test
    void tiesCountHalfInTheAreaUnderTheCurve() {
        double[][] p = {
            {.5, .3, .2}, {.2, .6, .2}, {.2, .6, .2}, {.1, .5, .4}, {.3, .3, .4}, {.5, .25, .25}, {.2, .2, .6}
        };

        double auc = Metric.AUC.of(Predictions.of(new int[] {0, 0, 1, 1, 2, 2, 2}, p, 3));

        assertThat(auc).isCloseTo(0.7916666666666666, within(1e-12));
    }

    @Test
    void aClassWithoutStudiesIsLeftOutOfTheArea() {
        double[][] p = {{.9, .1, 0}, {.5, .5, 0}, {.5, .5, 0}, {.1, .9, 0}};

        assertThat(Metric.AUC.of(Predictions.of(new int[] {0, 0, 1, 1}, p, 3))).isEqualTo(0.875);
    }

    @Test
    void theAreaOfOneClassAloneIsUndefined() {
        assertThat(Metric.AUC.of(Predictions.of(new int[] {1}, new double[][] {{.5, .5}}, 2)))
                .isNaN();
    }

    @Test
    void theFirstOfEquallyProbableClassesIsPredicted() {
        assertThat(Predictions.of(new int[] {1}, new double[][] {{.2, .4, .4}}, 3)
                        .predicted(0))
                .isEqualTo(1);
    }

    @Test
    void nothingCannotBeMeasured() {
        assertThatThrownBy(() -> Predictions.of(new int[0], new double[0][], 3)).hasMessageContaining("no predictions");
    }
}
