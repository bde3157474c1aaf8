package io.mmdino.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.config.UsageException;
import io.mmdino.disk.Seal;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads the JSON file of evaluate. */
final class EvaluationFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGEST = 64L << 20;

    private EvaluationFile() {}

    /**
     * Reads a file of this version, or one of a version before the checksum.
     *
     * @throws UsageException when the file is no output of evaluate
     * @throws io.mmdino.disk.DamagedFileException when its checksum is wrong
     */
    static JsonNode read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            throw none(file);
        }
        try {
            byte[] text = Files.readAllBytes(file);
            JsonNode json = JSON.readTree(text);
            if (json.has(Seal.KEY) || Seal.isThere(text)) {
                Seal.require(text, "--beside " + file.getFileName(), "evaluate the model again");
            }
            if (!json.at("/test/mcc_interval").isArray()
                    || !json.path("missing_sequences").isArray()) {
                throw none(file);
            }
            return json;
        } catch (JacksonException e) {
            throw none(file);
        }
    }

    /** @throws UsageException when its model was judged by another number of windows; a file without the number has 1 */
    static void requireSameWindows(JsonNode json, int windowsPerAxis, Path file) {
        int found = json.path("windows_per_axis").asInt(1);
        if (found != windowsPerAxis) {
            throw new UsageException("--beside " + file + " has windows_per_axis " + found
                    + ", evaluation.windows-per-axis here is " + windowsPerAxis
                    + ": set it to that of the model, or evaluate the model again");
        }
    }

    /** @throws UsageException when it was made from other shards or on other studies than {@code cohorts} */
    static void requireSameStudies(JsonNode json, Cohorts cohorts, Path file) {
        require("classes", names(json.path("classes")), String.join(", ", cohorts.classNames()), file);
        require(
                "settings_hash",
                json.path("settings_hash").asText(),
                cohorts.train().settingsHash(),
                file);
        require("test.studies", studies(json, "test"), count(cohorts.test(), cohorts.testRows()), file);
        require(
                "validation.studies",
                studies(json, "validation"),
                count(cohorts.train(), Cohorts.validationRows()),
                file);
    }

    private static String names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(name -> names.add(name.asText()));
        return String.join(", ", names);
    }

    private static String studies(JsonNode json, String part) {
        return json.path(part).path("studies").asText("0");
    }

    private static String count(SliceSource source, Predicate<StudyEntry> rows) {
        return Long.toString(source.studies().stream().filter(rows).count());
    }

    private static void require(String key, String found, String wanted, Path file) {
        if (!found.equals(wanted)) {
            throw new UsageException("--beside " + file + " has " + key + " " + found + ", these shards have " + wanted
                    + ": evaluate the model on the same --train, --validation and --test");
        }
    }

    private static UsageException none(Path file) {
        return new UsageException("--beside is " + file + ", which is no result of evaluate; wanted its JSON file");
    }
}
