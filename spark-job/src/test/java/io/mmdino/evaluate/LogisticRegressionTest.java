package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogisticRegressionTest {

    private static final List<String> CLASSES = List.of("a", "b", "c");

    @ParameterizedTest
    @CsvSource({"100, 7, 1e-5", "100, 7, 1", "100, 7, 1e5", "30, 90, 1e-3", "30, 90, 1", "30, 90, 1e5"})
    void theGradientVanishesAtTheFit(int rows, int width, double c) {
        FeatureTable train = Tables.clusters(rows, width, 1, 3);

        Classifier fitted = new LogisticRegression(train, CLASSES).fit(c);

        assertThat(fitted.converged()).isTrue();
        double[][] p = fitted.predict(train).probabilities();
        for (int k = 0; k < 3; k++) {
            double intercept = 0;
            for (int j = 0; j < width; j++) {
                double gradient = fitted.weights()[k * width + j];
                for (int i = 0; i < rows; i++) {
                    double residual = p[i][k] - (train.labels()[i] == k ? 1 : 0);
                    gradient += c * residual * train.values()[i * width + j];
                    intercept += j == 0 ? c * residual : 0;
                }
                assertThat(gradient).isCloseTo(0, within(1e-5));
            }
            assertThat(intercept).isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void separableDataAreFittedWithoutAFault() {
        FeatureTable train = Tables.clusters(60, 100, 6, 1);
        FeatureTable test = Tables.clusters(200, 100, 6, 2);

        Predictions predictions =
                new LogisticRegression(train, CLASSES).fit(1e5).predict(test);

        assertThat(Metric.ACCURACY.of(predictions)).isEqualTo(1);
        assertThat(Metric.AUC.of(predictions)).isEqualTo(1);
    }

    @Test
    void aClassWithoutRowsHasProbabilityZero() {
        FeatureTable all = Tables.clusters(60, 5, 2, 1);
        FeatureTable without = all.rows(
                IntStream.range(0, 60).filter(i -> all.labels()[i] != 1).toArray());

        Classifier fitted = new LogisticRegression(without, CLASSES).fit(1);

        assertThat(fitted.fitted()).containsExactly(0, 2);
        double[] p = fitted.probabilities(all.values(), 0);
        assertThat(p[1]).isZero();
        assertThat(p[0] + p[2]).isCloseTo(1, within(1e-12));
    }

    @Test
    void oneClassAloneIsCertain() {
        FeatureTable one = Tables.of(new double[] {1, 2, 3, 4}, 2, new double[] {1, 1});

        Classifier fitted = new LogisticRegression(one, CLASSES).fit(1);

        assertThat(fitted.probabilities(one.values(), 0)).containsExactly(0, 1, 0);
    }

    @Test
    void constantAndRepeatedFeaturesDoNoHarm() {
        FeatureTable train = Tables.of(
                new double[] {5, 1, 1, 5, 2, 2, 5, 3, 3, 5, 4, 4, 5, 5, 5, 5, 6, 6}, 3, new double[] {0, 0, 1, 1, 2, 2
                });

        Classifier fitted = new LogisticRegression(train, CLASSES).fit(1e4);

        assertThat(fitted.converged()).isTrue();
        assertThat(fitted.weights()[0]).isCloseTo(0, within(1e-9));
        assertThat(fitted.weights()[1]).isCloseTo(fitted.weights()[2], within(1e-6));
    }

    @Test
    void aLabelBeyondTheClassNamesIsRefused() {
        FeatureTable train = Tables.of(new double[] {1, 2}, 1, new double[] {0, 3});

        assertThatThrownBy(() -> new LogisticRegression(train, CLASSES))
                .hasMessageContaining("a label is 3, wanted 0 to 2");
    }

    @Test
    void noRowsAreRefused() {
        FeatureTable none = Tables.of(new double[0], 1, new double[0]);

        assertThatThrownBy(() -> new LogisticRegression(none, CLASSES)).hasMessageContaining("no labelled studies");
    }
}
