package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logistic regression and metrics beside scikit-learn's. Its solver stops when the objective moves little, up to 1e-3 of
 * the largest coefficient (and of the intercept at the smallest C) before the optimum; ours does not.
 */
class EvaluationGoldenTest {

    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final Metric[] ORDER = {
        Metric.MCC, Metric.MEAN_PER_CLASS_ACCURACY, Metric.AUC, Metric.F1, Metric.ACCURACY, Metric.KAPPA
    };

    private final GoldenTensors golden = GoldenTensors.read("evaluation.safetensors");
    private final FeatureTable train = Tables.of(golden.of("train.x"), 24, golden.of("train.y"));
    private final FeatureTable test = Tables.of(golden.of("test.x"), 24, golden.of("test.y"));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void coefficientsAndProbabilitiesAreScikitLearns(int i) {
        Classifier fitted = new LogisticRegression(train, CLASSES).fit(c(i));

        assertThat(fitted.converged()).isTrue();
        double[] coefficients = golden.of("c" + i + ".coef");
        double scale = Arrays.stream(coefficients).map(Math::abs).max().orElseThrow();
        assertThat(fitted.weights()).containsExactly(coefficients, within(1e-3 * scale));
        assertThat(fitted.intercept()).containsExactly(golden.of("c" + i + ".intercept"), within(1.5e-3));
        double[] probabilities = Arrays.stream(fitted.predict(test).probabilities())
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertThat(probabilities).containsExactly(golden.of("c" + i + ".proba"), within(5e-4));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void metricsOfTheSameProbabilitiesAreScikitLearns(int i) {
        double[] flat = golden.of("c" + i + ".proba");
        double[][] rows = IntStream.range(0, test.rows())
                .mapToObj(row -> Arrays.copyOfRange(flat, 3 * row, 3 * row + 3))
                .toArray(double[][]::new);
        Predictions predictions = Predictions.of(test.labels(), rows, 3);

        double[] ours = Arrays.stream(ORDER).mapToDouble(m -> m.of(predictions)).toArray();

        assertThat(ours).containsExactly(golden.of("c" + i + ".metrics"), within(1e-9));
    }

    @Test
    void aPathOfRisingCEndsWhereASingleFitDoes() {
        LogisticRegression regression = new LogisticRegression(train, CLASSES);
        for (int i = 0; i < 4; i++) {
            regression.fit(c(i));
        }

        double[] warm = regression.fit(c(4)).weights();

        double[] cold = new LogisticRegression(train, CLASSES).fit(c(4)).weights();
        assertThat(warm).containsExactly(cold, within(1e-6));
    }

    private double c(int i) {
        return golden.of("c" + i + ".C")[0];
    }
}
