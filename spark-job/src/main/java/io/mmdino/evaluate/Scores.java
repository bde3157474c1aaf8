package io.mmdino.evaluate;

import io.mmdino.evaluate.Bootstrap.Interval;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Every metric of some predictions, with its 95 % interval.
 *
 * <p>Letters: K = classes.
 *
 * @param counts number of studies of each class, [K]
 * @param values NaN where a metric is undefined
 */
public record Scores(
        int studies,
        int[] counts,
        Map<Metric, Double> values,
        Map<Metric, Interval> intervals,
        ConfusionMatrix confusion) {

    public Scores {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
        intervals = Collections.unmodifiableMap(new EnumMap<>(intervals));
    }

    /** Computes all metrics and their intervals. */
    public static Scores of(Predictions predictions, Bootstrap bootstrap) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            values.put(metric, metric.of(predictions));
        }
        int[] counts = new int[predictions.classes()];
        for (int label : predictions.labels()) {
            counts[label]++;
        }
        return new Scores(
                predictions.rows(), counts, values, bootstrap.intervals(predictions), ConfusionMatrix.of(predictions));
    }

    /** The value of a metric; NaN where it is undefined. */
    public double of(Metric metric) {
        return values.get(metric);
    }
}
