package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Safetensors;
import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.evaluate.LogisticRegression;
import io.mmdino.evaluate.Metric;
import io.mmdino.evaluate.Predictions;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Replays logistic regression on recorded features at each recorded C: coefficients, intercepts, probabilities, and six
 * metrics of the recorded probabilities.
 *
 * <p>The recorded solver (scikit-learn's lbfgs) stops up to 1e-3 of the largest coefficient before the optimum, ours does
 * not; the bounds allow for this difference.
 */
final class EvaluationReplay {

    private static final double COEFFICIENT_BOUND = 1e-3;
    private static final double INTERCEPT_BOUND = 1.5e-3;
    private static final double PROBABILITY_BOUND = 5e-4;
    private static final double METRIC_BOUND = 1e-9;

    private static final List<Metric> ORDER =
            List.of(Metric.MCC, Metric.MEAN_PER_CLASS_ACCURACY, Metric.AUC, Metric.F1, Metric.ACCURACY, Metric.KAPPA);

    private final Safetensors file;
    private final CheckResults results;

    EvaluationReplay(Safetensors file, CheckResults results) {
        this.file = file;
        this.results = results;
    }

    void run() throws IOException {
        FeatureTable train = table("train");
        FeatureTable test = table("test");
        int classes = IntStream.of(train.labels()).max().orElse(0) + 1;
        List<String> names =
                IntStream.range(0, classes).mapToObj(k -> "class " + k).toList();
        LogisticRegression regression = new LogisticRegression(train, names);
        List<String> fits = file.tensors().keySet().stream()
                .filter(name -> name.matches("c\\d+\\.C"))
                .map(name -> name.substring(0, name.length() - 1))
                .toList();
        for (String fit : fits) {
            results.attempt(fit, () -> fit(fit, regression, test));
        }
    }

    /** Replays one fit. @param fit prefix of its tensors, such as {@code c0.} */
    private void fit(String fit, LogisticRegression regression, FeatureTable test) throws IOException {
        double c = file.doubles(fit + "C")[0];
        String at = String.format(Locale.ROOT, " at C %.1e", c);
        Classifier ours = regression.fit(c);
        results.add(
                "coefficients" + at, RelativeError.of(ours.weights(), file.doubles(fit + "coef")), COEFFICIENT_BOUND);
        results.add(
                "intercepts" + at,
                RelativeError.of(ours.intercept(), file.doubles(fit + "intercept"), 1),
                INTERCEPT_BOUND);
        double[] probabilities = Arrays.stream(ours.predict(test).probabilities())
                .flatMapToDouble(Arrays::stream)
                .toArray();
        double[] recorded = file.doubles(fit + "proba");
        results.add("probabilities" + at, RelativeError.largestDifference(probabilities, recorded), PROBABILITY_BOUND);
        metrics(at, predictions(test, recorded, ours.classes()), file.doubles(fit + "metrics"));
    }

    private void metrics(String at, Predictions predictions, double[] recorded) throws IOException {
        if (recorded.length != ORDER.size()) {
            throw new IOException(recorded.length + " metrics recorded, wanted " + ORDER.size());
        }
        for (int i = 0; i < recorded.length; i++) {
            double found = ORDER.get(i).of(predictions);
            results.add(ORDER.get(i).key() + at, RelativeError.of(found, recorded[i]), METRIC_BOUND);
        }
    }

    private static Predictions predictions(FeatureTable test, double[] flat, int classes) {
        double[][] rows = new double[flat.length / classes][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(flat, row * classes, (row + 1) * classes));
        return Predictions.of(test.labels(), rows, classes);
    }

    private FeatureTable table(String part) throws IOException {
        float[] values = file.floats(part + ".x");
        int[] labels = Arrays.stream(file.longs(part + ".y"))
                .mapToInt(Math::toIntExact)
                .toArray();
        List<String> nameless = Collections.nCopies(labels.length, "");
        return new FeatureTable(values, values.length / TraceFiles.rows(file, part + ".x"), labels, nameless, nameless);
    }
}
