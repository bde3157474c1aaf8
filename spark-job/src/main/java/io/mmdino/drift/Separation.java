package io.mmdino.drift;

import io.mmdino.evaluate.Bootstrap;
import io.mmdino.evaluate.Bootstrap.Interval;
import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.evaluate.LogisticRegression;
import io.mmdino.evaluate.Metric;
import io.mmdino.evaluate.Predictions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How well a logistic regression tells the features of two cohorts apart: the area under its ROC curve in cross-validation. Near
 * 0.5 the cohorts look alike to the model; near 1 they do not.
 *
 * <p>Source: Lopez-Paz and Oquab, Revisiting Classifier Two-Sample Tests, arXiv:1610.06545. A patient's studies, also of both
 * cohorts, are in one fold, and the interval draws patients. The
 * interval is that of fixed predictions: it does not contain what other folds or fits would change, and is a little too narrow.
 *
 * @param reference number of studies of the reference
 * @param now number of studies of now
 * @param area 0 to 1
 * @param low lower end of its 95 % interval
 * @param high upper end
 */
public record Separation(int reference, int now, double area, double low, double high) {

    private static final List<String> COHORTS = List.of("reference", "now");

    /**
     * Compares two cohorts.
     *
     * @throws IllegalArgumentException when the widths differ, or either cohort has fewer patients than there are folds
     */
    public static Separation of(FeatureTable reference, FeatureTable now, DriftSettings settings) {
        FeatureTable all = joined(reference, now);
        requirePatients(reference, settings.folds(), "reference");
        requirePatients(now, settings.folds(), "cohort of now");
        int[] fold = folds(all, settings);
        double[][] probabilities = new double[all.rows()][];
        for (int f = 0; f < settings.folds(); f++) {
            int held = f;
            int[] out = IntStream.range(0, fold.length)
                    .filter(row -> fold[row] == held)
                    .toArray();
            int[] in = IntStream.range(0, fold.length)
                    .filter(row -> fold[row] != held)
                    .toArray();
            Classifier classifier = new LogisticRegression(all.rows(in), COHORTS).fit(settings.c());
            double[][] rows = classifier.predict(all.rows(out)).probabilities();
            for (int i = 0; i < out.length; i++) {
                probabilities[out[i]] = rows[i];
            }
        }
        Predictions predictions = Predictions.of(all, probabilities, COHORTS.size());
        Interval interval = new Bootstrap(settings.seed(), settings.bootstrapDraws()).interval(predictions, Metric.AUC);
        return new Separation(
                reference.rows(), now.rows(), Metric.AUC.of(predictions), interval.low(), interval.high());
    }

    private static FeatureTable joined(FeatureTable reference, FeatureTable now) {
        if (reference.width() != now.width()) {
            throw new IllegalArgumentException("features of width " + now.width() + " now and " + reference.width()
                    + " in the reference: they belong to different models");
        }
        float[] values = new float[Math.addExact(reference.values().length, now.values().length)];
        System.arraycopy(reference.values(), 0, values, 0, reference.values().length);
        System.arraycopy(now.values(), 0, values, reference.values().length, now.values().length);
        int[] cohort = IntStream.range(0, reference.rows() + now.rows())
                .map(row -> row < reference.rows() ? 0 : 1)
                .toArray();
        return new FeatureTable(
                values,
                reference.width(),
                cohort,
                Stream.concat(reference.studies().stream(), now.studies().stream())
                        .toList(),
                Stream.concat(reference.subjects().stream(), now.subjects().stream())
                        .toList());
    }

    private static void requirePatients(FeatureTable table, int folds, String what) {
        long patients = table.subjects().stream().distinct().count();
        if (patients < folds) {
            throw new IllegalArgumentException(
                    "the " + what + " has " + patients + " patients, wanted " + folds + " or more, one for each fold");
        }
    }

    /** Deals the patients to the folds in turn, those of each cohort in an order drawn by the seed. */
    private static int[] folds(FeatureTable all, DriftSettings settings) {
        Map<String, Integer> folds = new HashMap<>();
        Random random = new Random(settings.seed());
        for (int cohort = 0; cohort < COHORTS.size(); cohort++) {
            int wanted = cohort;
            List<String> patients = new ArrayList<>(IntStream.range(0, all.rows())
                    .filter(row -> all.labels()[row] == wanted)
                    .mapToObj(row -> all.subjects().get(row))
                    .distinct()
                    .filter(patient -> !folds.containsKey(patient))
                    .sorted()
                    .toList());
            Collections.shuffle(patients, random);
            for (int i = 0; i < patients.size(); i++) {
                folds.put(patients.get(i), i % settings.folds());
            }
        }
        return all.subjects().stream().mapToInt(folds::get).toArray();
    }
}
