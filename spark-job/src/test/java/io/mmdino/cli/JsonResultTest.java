package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code --json} standard output is one JSON object, whatever becomes of the command. */
class JsonResultTest {

    @TempDir
    Path folder;

    private JsonNode result(int code, Object... words) throws IOException {
        CommandRun run = CommandRun.of(words);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out().lines()).as("standard output").hasSize(1);
        JsonNode result = new ObjectMapper().readTree(run.out());
        assertThat(result.path("exit_code").asInt(-1)).isEqualTo(code);
        assertThat(result.path("command").asText()).isEqualTo(words[0]);
        assertThat(result.path("seconds").asDouble()).isPositive();
        return result;
    }

    private static List<String> keys(JsonNode result) {
        List<String> keys = new ArrayList<>();
        result.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void everyCommandOfTheJobSaysWhatItHasDone() throws IOException {
        Path recipe = Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        Path cohort = folder.resolve("cohort");
        Path shards = folder.resolve("shards");
        Path run = folder.resolve("run");
        CommandRun.of("phantom", "--output", cohort, "--studies", 12, "--seed", 1, "--labelled", 1, "--size", 64);

        JsonNode ingested = result(
                ExitCode.DONE,
                "ingest",
                "--json",
                "--input",
                cohort,
                "--output",
                shards,
                "--set",
                "ingest.slices-per-axis=3");
        assertThat(keys(ingested))
                .containsExactly(
                        "command",
                        "exit_code",
                        "seconds",
                        "output",
                        "dry_run",
                        "settings_hash",
                        "accepted",
                        "refused",
                        "unchanged",
                        "absent",
                        "windows");
        assertThat(ingested.path("accepted").asInt()).isEqualTo(12);
        assertThat(result(
                                ExitCode.NOTHING_NEW,
                                "ingest",
                                "--json",
                                "--input",
                                cohort,
                                "--output",
                                shards,
                                "--set",
                                "ingest.slices-per-axis=3")
                        .path("unchanged")
                        .asInt())
                .isEqualTo(12);

        JsonNode trained =
                result(ExitCode.DONE, "train", "--json", "--shards", shards, "--output", run, "--config", recipe);
        assertThat(trained.path("iterations").asInt()).isEqualTo(6);
        assertThat(trained.path("classifier").asBoolean()).isTrue();
        assertThat(trained.path("weights").asText()).contains(run.toString());

        JsonNode scored = result(
                ExitCode.DONE,
                "score",
                "--json",
                "--model",
                run,
                "--input",
                cohort,
                "--output",
                folder.resolve("scores"));
        assertThat(scored.path("scored").asInt()).isEqualTo(12);
        assertThat(scored.path("files")).hasSize(2);
        assertThat(Files.readString(folder.resolve("scores/scores.csv")))
                .contains(
                        scored.path("model_hash").asText(),
                        scored.path("settings_hash").asText());

        JsonNode evaluated = result(
                ExitCode.DONE,
                "evaluate",
                "--json",
                "--model",
                run,
                "--train",
                shards,
                "--test",
                shards,
                "--output",
                folder.resolve("evaluation.json"));
        assertThat(evaluated.path("mcc").asDouble(9)).isBetween(-1.0, 1.0);
        assertThat(evaluated.path("tested").asInt()).isPositive();
    }

    @Test
    void aCommandThatFailsPrintsNothingOnStandardOutput() {
        CommandRun failed = CommandRun.of(
                "score",
                "--json",
                "--model",
                folder.resolve("none"),
                "--input",
                folder,
                "--output",
                folder.resolve("x"));
        assertThat(failed.code()).isNotZero();
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).isNotEmpty();
    }
}
