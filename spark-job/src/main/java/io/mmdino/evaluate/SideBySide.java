package io.mmdino.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One text table of a model and the supervised baseline, from the evaluation JSON of both. */
public final class SideBySide {

    private static final String MODEL = "MM-DINOv2";
    private static final String BASELINE = "Deeplearning4j baseline";

    private static final String HEAD = String.format("%-36s %7s", "", "studies")
            + EvaluationText.column("MCC")
            + EvaluationText.column("mean accuracy")
            + EvaluationText.column("AUC")
            + EvaluationText.column("F1");

    private SideBySide() {}

    /** Lines of at most 130 characters, each with a line separator. */
    public static String text(JsonNode model, JsonNode baseline) {
        List<String> lines = new ArrayList<>();
        for (String part : List.of("test", "validation")) {
            lines.add(HEAD);
            row(lines, part + ", " + MODEL, model.path(part));
            row(lines, part + ", " + BASELINE, baseline.path(part));
            row(lines, part + ", raw pixels", model.path("raw_pixels").path(part));
            lines.add("");
        }
        lines.add("MCC on test with sequences missing");
        lines.add(String.format("%-36s %7s  %-20s  %s", "", "studies", MODEL, BASELINE));
        for (JsonNode subset : model.path("missing_sequences")) {
            lines.add(subset(
                    subset,
                    same(baseline.path("missing_sequences"), subset.path("name").asText())));
        }
        return String.join(
                        System.lineSeparator(),
                        lines.stream().map(String::stripTrailing).toList())
                + System.lineSeparator();
    }

    private static void row(List<String> lines, String name, JsonNode scores) {
        if (!scores.has("studies")) {
            return;
        }
        StringBuilder line = new StringBuilder(
                String.format("%-36s %7d", name, scores.path("studies").asInt()));
        EvaluationText.SHOWN.forEach(metric -> line.append(EvaluationText.column(cell(scores, metric))));
        lines.add(line.toString());
    }

    private static String subset(JsonNode model, JsonNode baseline) {
        return String.format(
                "%-36s %7d  %-20s  %s",
                model.path("name").asText(),
                model.path("studies").asInt(),
                cell(model, Metric.MCC),
                cell(baseline, Metric.MCC));
    }

    private static JsonNode same(JsonNode rows, String name) {
        for (JsonNode row : rows) {
            if (row.path("name").asText().equals(name)) {
                return row;
            }
        }
        return MissingNode.getInstance();
    }

    private static String cell(JsonNode scores, Metric metric) {
        JsonNode value = scores.path(metric.key());
        JsonNode interval = scores.path(metric.key() + "_interval");
        return value.isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%.2f [%.2f, %.2f]",
                        value.asDouble(),
                        interval.path(0).asDouble(),
                        interval.path(1).asDouble())
                : "-";
    }
}
