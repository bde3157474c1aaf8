package io.mmdino.evaluate;

import io.mmdino.evaluate.Bootstrap.Interval;
import io.mmdino.evaluate.EvaluationResult.FractionScores;
import io.mmdino.evaluate.EvaluationResult.ModelScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** An {@link EvaluationResult} as tables of plain text. */
public final class EvaluationText {

    static final List<Metric> SHOWN = List.of(Metric.MCC, Metric.MEAN_PER_CLASS_ACCURACY, Metric.AUC, Metric.F1);
    private static final String HEAD = String.format("%-30s %7s", "", "studies")
            + column("MCC")
            + column("mean accuracy")
            + column("AUC")
            + column("F1");

    private EvaluationText() {}

    /** Lines of at most 130 characters, each with a line separator. */
    public static String of(EvaluationResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("Classes: " + classes(result));
        lines.add("");
        lines.add(HEAD);
        models(lines, "test", result, false);
        models(lines, "validation", result, true);
        lines.add("");
        lines.add("Test with sequences missing (classifier fitted with all)");
        lines.add(HEAD);
        result.missingSequences()
                .forEach(row -> lines.add(row.test()
                        .map(scores -> row(row.name(), scores))
                        .orElse(String.format("%-30s %7d", row.name(), 0))));
        fractions(lines, result);
        result.notes().forEach(note -> lines.add("Note: " + note));
        return String.join(
                        System.lineSeparator(),
                        lines.stream().map(String::stripTrailing).toList())
                + System.lineSeparator();
    }

    private static String classes(EvaluationResult result) {
        return String.join(
                ", ",
                IntStream.range(0, result.classNames().size())
                        .mapToObj(k -> result.classNames().get(k) + " (" + result.trainCounts()[k] + " to fit on, "
                                + result.trained().test().counts()[k] + " to test)")
                        .toList());
    }

    private static void models(List<String> lines, String part, EvaluationResult result, boolean validation) {
        model(lines, part + ", trained", result.trained(), validation);
        model(lines, part + ", trained, k-NN", result.knn(), validation);
        result.untrained().ifPresent(scores -> model(lines, part + ", untrained", scores, validation));
        model(lines, part + ", raw pixels", result.rawPixels(), validation);
    }

    private static void model(List<String> lines, String name, ModelScores model, boolean validation) {
        if (validation) {
            model.validation().ifPresent(scores -> lines.add(row(name, scores)));
        } else {
            lines.add(row(name, model.test()));
        }
    }

    private static void fractions(List<String> lines, EvaluationResult result) {
        if (result.labelFractions().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("Test with fewer labels for the classifier (mean, least to most over draws)");
        lines.add(HEAD.replace("studies", " labels"));
        for (FractionScores row : result.labelFractions()) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "%-30s %7d", Math.round(100 * row.fraction()) + " %", row.labels()));
            SHOWN.forEach(m -> line.append(cell(row.mean(m), row.least(m), row.most(m))));
            lines.add(line.toString());
        }
    }

    private static String row(String name, Scores scores) {
        StringBuilder line = new StringBuilder(String.format("%-30s %7d", name, scores.studies()));
        for (Metric metric : SHOWN) {
            Interval interval = scores.intervals().get(metric);
            line.append(cell(scores.of(metric), interval.low(), interval.high()));
        }
        return line.toString();
    }

    private static String cell(double value, double low, double high) {
        if (Double.isNaN(value)) {
            return column("-");
        }
        return column(String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", value, low, high));
    }

    static String column(String text) {
        return String.format("  %-20s", text);
    }
}
