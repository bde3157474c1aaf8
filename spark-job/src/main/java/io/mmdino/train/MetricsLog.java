package io.mmdino.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmdino.disk.AtomicFile;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.StepLosses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code metrics.jsonl}: one JSON line for each iteration. A run that resumes from a checkpoint first removes the lines of
 * later iterations, so that every iteration has one line, and lines that are damaged.
 */
final class MetricsLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer out;

    private MetricsLog(Writer out) {
        this.out = out;
    }

    /** Opens the file and removes the lines of iteration {@code from} and later ones. */
    static MetricsLog open(Path file, long from) throws IOException {
        if (Files.exists(file)) {
            keepBefore(file, from);
        }
        return new MetricsLog(Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** A log that writes to {@code out} instead of a file. */
    static MetricsLog to(Writer out) {
        return new MetricsLog(out);
    }

    private static void keepBefore(Path file, long from) throws IOException {
        StringBuilder kept = new StringBuilder();
        int unreadable = 0;
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
            OptionalLong iteration = iteration(line);
            unreadable += iteration.isEmpty() ? 1 : 0;
            if (iteration.isPresent() && iteration.getAsLong() < from) {
                kept.append(line).append('\n');
            }
        }
        if (unreadable > 1) { // a killed process may leave one, at the end
            LOG.warn("{} has {} lines that are no metrics; they are left out", Training.METRICS, unreadable);
        }
        AtomicFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The iteration of a line; empty for an incomplete or damaged line. */
    private static OptionalLong iteration(String line) {
        try {
            JsonNode iteration = JSON.readTree(line).path("iteration");
            return iteration.isIntegralNumber() ? OptionalLong.of(iteration.asLong()) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    void write(long iteration, Learner.Outcome outcome, Schedules.Values values) {
        ObjectNode line = JSON.createObjectNode();
        StepLosses losses = outcome.losses();
        line.put("iteration", iteration);
        line.put("dino_local_crops_loss", losses.dinoLocal());
        line.put("dino_global_crops_loss", losses.dinoGlobal());
        line.put("koleo_loss", losses.koleo());
        line.put("ibot_loss", losses.ibot());
        line.put("labeled_loss", losses.labelled());
        line.put("labeled_ratio", losses.labelledShare());
        putFinite(line, "labeled_acc_local", losses.labelledAccuracyLocal());
        putFinite(line, "labeled_acc_global", losses.labelledAccuracyGlobal());
        putFinite(line, "teacher_entropy", losses.teacherEntropy());
        line.put("cls_variance", losses.clsVariance());
        for (Map.Entry<String, Double> norm : outcome.gradientNorms().entrySet()) {
            line.put("grad_norm." + norm.getKey(), norm.getValue());
        }
        line.put("lr", values.lr());
        line.put("last_layer_lr", values.lastLayerLr());
        line.put("weight_decay", values.weightDecay());
        line.put("teacher_momentum", values.teacherMomentum());
        line.put("teacher_temperature", values.teacherTemperature());
        append(line);
    }

    void write(long iteration, double validationMcc) {
        ObjectNode line = JSON.createObjectNode().put("iteration", iteration);
        putFinite(line, "validation_mcc", validationMcc);
        append(line);
    }

    /** Adds a value unless it is NaN or infinite, which JSON cannot hold. */
    private static void putFinite(ObjectNode line, String key, double value) {
        if (Double.isFinite(value)) {
            line.put(key, value);
        }
    }

    private void append(ObjectNode line) {
        append(line + "\n");
    }

    /** Appends whole lines that another log has written. */
    void append(String lines) {
        try {
            out.write(lines);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(Training.METRICS + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
