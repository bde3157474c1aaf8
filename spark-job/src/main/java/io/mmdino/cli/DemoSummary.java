package io.mmdino.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Text at the end of the demo: MCC of each model on both cohorts, and the paths of all results. */
record DemoSummary(DemoPlan plan) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROW = "%-34s %-22s %-22s%n";

    String text() throws IOException {
        JsonNode result = JSON.readTree(plan.evaluation().toFile());
        StringBuilder text = new StringBuilder();
        text.append("MCC with 95 % interval; 0 is chance, 1 is perfect\n");
        text.append(String.format(ROW, "", "validation, site A", "external, site B"));
        text.append(row("trained with MM-DINOv2", result));
        if (plan.supervised()) {
            text.append(row(
                    "trained from labels alone",
                    JSON.readTree(plan.supervisedEvaluation().toFile())));
        }
        if (plan.baseline()) {
            text.append(row(
                    "Deeplearning4j's network, labels",
                    JSON.readTree(plan.baselineEvaluation().toFile())));
        }
        text.append(row("untrained backbone", result.path("untrained")));
        text.append(row("raw pixels, 24 x 24", result.path("raw_pixels")));
        text.append('\n');
        place(text, "cohorts", plan.folder().resolve("cohort"));
        place(text, "run: weights, settings, metrics", plan.runFolder());
        place(text, "all metrics and tables", plan.evaluation());
        place(text, "scores of the external site", plan.scores().resolve("scores.csv"));
        return text.toString();
    }

    private static void place(StringBuilder text, String what, Path where) {
        text.append(String.format("%-34s %s%n", what, where));
    }

    private static String row(String name, JsonNode model) {
        return String.format(ROW, name, cell(model.path("validation")), cell(model.path("test")));
    }

    private static String cell(JsonNode scores) {
        JsonNode interval = scores.path("mcc_interval");
        return scores.path("mcc").isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%.2f [%.2f, %.2f]",
                        scores.path("mcc").asDouble(),
                        interval.path(0).asDouble(),
                        interval.path(1).asDouble())
                : "-";
    }
}
