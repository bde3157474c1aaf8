package io.mmdino.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Seal;
import io.mmdino.evaluate.Bootstrap.Interval;
import io.mmdino.evaluate.EvaluationResult.FractionScores;
import io.mmdino.evaluate.EvaluationResult.ModelScores;
import io.mmdino.evaluate.EvaluationResult.SubsetScores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An {@link EvaluationResult} as JSON. Each model has its test scores under {@code test} and its validation scores under {@code
 * validation}. The test metrics of models other than the trained one are repeated beside the two, so {@code untrained.mcc} is
 * {@code untrained.test.mcc}. An undefined number is null, and so is {@code converged} where there is no logistic regression.
 */
public final class EvaluationJson {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private EvaluationJson() {}

    /**
     * Writes the file with a checksum, atomically.
     *
     * @throws IOException naming the file, when the disk is full or refuses
     */
    public static void write(EvaluationResult result, Path file) throws IOException {
        byte[] text = JSON.writeValueAsBytes(of(result).put(Seal.KEY, Seal.OPEN));
        AtomicFile.write(file, Seal.close(text));
    }

    /** The JSON as a tree. */
    public static ObjectNode of(EvaluationResult result) {
        ObjectNode root = JSON.createObjectNode();
        List<String> classes = result.classNames();
        result.classNames().forEach(root.putArray("classes")::add);
        result.sequences().forEach(root.putArray("sequences")::add);
        root.put("settings_hash", result.settingsHash());
        root.put("seed", result.settings().seed());
        root.put("windows_per_axis", result.settings().windowsPerAxis());
        root.put("bootstrap_draws", result.settings().bootstrapDraws());
        result.classifier()
                .ifPresentOrElse(
                        classifier -> root.put("converged", classifier.converged()), () -> root.putNull("converged"));
        counts(root, result);
        model(root, result.trained(), classes);
        result.untrained().ifPresent(scores -> withTestOnTop(root.putObject("untrained"), scores, classes));
        withTestOnTop(root.putObject("raw_pixels"), result.rawPixels(), classes);
        withTestOnTop(root.putObject("knn"), result.knn(), classes);
        subsets(root.putArray("missing_sequences"), result.missingSequences(), classes);
        fractions(root.putArray("label_fractions"), result.labelFractions());
        result.notes().forEach(root.putArray("notes")::add);
        return root;
    }

    private static void counts(ObjectNode root, EvaluationResult result) {
        ObjectNode counts = root.putObject("counts");
        byClass(counts.putObject("train"), result.classNames(), result.trainCounts());
        result.trained().validation().ifPresent(scores -> {
            byClass(counts.putObject("validation"), result.classNames(), scores.counts());
        });
        byClass(
                counts.putObject("test"),
                result.classNames(),
                result.trained().test().counts());
    }

    private static void byClass(ObjectNode node, List<String> classes, int[] counts) {
        for (int k = 0; k < counts.length; k++) {
            node.put(classes.get(k), counts[k]);
        }
    }

    private static void withTestOnTop(ObjectNode node, ModelScores model, List<String> classes) {
        metrics(node, model.test());
        model(node, model, classes);
    }

    private static void model(ObjectNode node, ModelScores model, List<String> classes) {
        model.c().ifPresent(c -> node.put("c", c));
        scores(node.putObject("test"), model.test(), classes);
        model.validation().ifPresent(scores -> scores(node.putObject("validation"), scores, classes));
    }

    private static void scores(ObjectNode node, Scores scores, List<String> classes) {
        node.put("studies", scores.studies());
        byClass(node.putObject("counts"), classes, scores.counts());
        metrics(node, scores);
        ArrayNode confusion = node.putArray("confusion");
        for (long[] row : scores.confusion().counts()) {
            Arrays.stream(row).forEach(confusion.addArray()::add);
        }
    }

    private static void metrics(ObjectNode node, Scores scores) {
        for (Metric metric : Metric.values()) {
            number(node, metric.key(), scores.of(metric));
            Interval interval = scores.intervals().get(metric);
            ArrayNode ends = node.putArray(metric.key() + "_interval");
            number(ends, interval.low());
            number(ends, interval.high());
        }
    }

    private static void subsets(ArrayNode table, List<SubsetScores> rows, List<String> classes) {
        for (SubsetScores row : rows) {
            ObjectNode node = table.addObject();
            node.put("name", row.name());
            node.put("size", row.sequences().size());
            row.sequences().forEach(node.putArray("sequences")::add);
            node.put("left_out", row.leftOut());
            row.test().ifPresent(scores -> scores(node, scores, classes));
        }
    }

    private static void fractions(ArrayNode table, List<FractionScores> rows) {
        for (FractionScores row : rows) {
            ObjectNode node = table.addObject();
            node.put("fraction", row.fraction());
            node.put("labels", row.labels());
            node.put("draws", row.draws().size());
            for (Metric metric : Metric.values()) {
                number(node, metric.key(), row.mean(metric));
                ArrayNode range = node.putArray(metric.key() + "_range");
                number(range, row.least(metric));
                number(range, row.most(metric));
            }
        }
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }

    private static void number(ArrayNode node, double value) {
        if (Double.isNaN(value)) {
            node.addNull();
        } else {
            node.add(value);
        }
    }
}
