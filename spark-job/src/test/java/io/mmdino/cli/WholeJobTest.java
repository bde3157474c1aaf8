package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** All commands one after the other on a tiny cohort, as a user gives them. Each test goes on where the one before stopped. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeJobTest {

    private static final String RECIPE =
            """
            model:
              backbone: {architecture: custom, width: 24, depth: 1, heads: 2, patch: 8, image-size: 32, layer-scale: 1.0}
              dino-head: {hidden: 16, bottleneck: 8, prototypes: 3}
              ibot-head: {hidden: 16, bottleneck: 8, prototypes: 3}
            crops: {global-size: 32, local-size: 16, local-count: 2}
            optim:
              epochs: 2
              epoch-length: 3
              warmup-epochs: 0
              teacher-temperature-warmup-epochs: 0
              freeze-last-layer-epochs: 0
              freeze-backbone-epochs: 0
            train: {batch-size: 4, lanes: 2, checkpoint-iterations: 2, validation-iterations: 3}
            evaluation: {bootstrap-draws: 20, neighbours: 3, label-fractions: [0.5], label-fraction-repeats: 1, image-side: 48}
            """;

    @TempDir
    static Path folder;

    private static Path at(String name) {
        return folder.resolve(name);
    }

    @Test
    @Order(1)
    void phantomMakesCohorts() {
        assertThat(phantom("cohort", 12, 1).code()).isZero();
        assertThat(phantom("external", 6, 2).code()).isZero();
        CommandRun again = phantom("cohort", 12, 1);
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("is not empty");
    }

    private static CommandRun phantom(String name, int studies, int seed) {
        return CommandRun.of(
                "phantom", "--output", at(name), "--studies", studies, "--seed", seed, "--labelled", 1, "--size", 64);
    }

    @Test
    @Order(2)
    void ingestDoesOnlyWhatIsNew() {
        assertThat(ingest("cohort", "shards").code()).isZero();
        assertThat(ingest("external", "shards-external").code()).isZero();
        assertThat(ingest("cohort", "shards").code()).isEqualTo(ExitCode.NOTHING_NEW);
    }

    private static CommandRun ingest(String input, String output, Object... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "ingest",
                                "--input",
                                at(input),
                                "--output",
                                at(output),
                                "--set",
                                "ingest.slices-per-axis=3"),
                        Stream.of(more))
                .toArray());
    }

    @Test
    @Order(3)
    void trainLeavesARunFolder() throws IOException {
        Files.writeString(at("recipe.yaml"), RECIPE);
        CommandRun trained = train("run");
        assertThat(trained.err()).isEmpty();
        assertThat(trained.code()).isZero();
        assertThat(trained.out()).contains("6 iterations done").contains("classifier.json");
        assertThat(at("run"))
                .isDirectoryContaining("glob:**/settings.yaml")
                .isDirectoryContaining("glob:**/provenance.json")
                .isDirectoryContaining("glob:**/metrics.jsonl")
                .isDirectoryContaining("glob:**/classifier.json");
        assertThat(Files.readString(at("run").resolve("settings.yaml"))).contains("slices-per-axis: 3");
        assertThat(at("run").resolve("checkpoints/step-00000006.safetensors")).exists();
    }

    private static CommandRun train(String run, Object... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "train",
                                "--shards",
                                at("shards"),
                                "--output",
                                at(run),
                                "--config",
                                at("recipe.yaml"),
                                "--cache",
                                at("cache")),
                        Stream.of(more))
                .toArray());
    }

    @Test
    @Order(4)
    void aFinishedRunSaysSo() {
        CommandRun again = train("run", "--set", "train.checkpoint-iterations=5");
        assertThat(again.code()).isEqualTo(ExitCode.NOTHING_NEW);
        assertThat(again.out()).contains("is finished (6 iterations); nothing to do");
    }

    @Test
    @Order(5)
    void aRunThatLostItsLastStepsEndsWithTheSameBytes() throws IOException {
        Path last = at("run").resolve("checkpoints/step-00000006.safetensors");
        byte[] undisturbed = Files.readAllBytes(last);
        Files.delete(last);
        Files.delete(at("run").resolve("classifier.json"));
        CommandRun resumed = train("run");
        assertThat(resumed.code()).isZero();
        assertThat(Files.readAllBytes(last)).isEqualTo(undisturbed);
        assertThat(at("run").resolve("classifier.json")).exists();
    }

    @Test
    @Order(6)
    void aRunOfOtherSettingsIsNotGoneOnWith() {
        CommandRun other = train("run", "--set", "optim.base-lr=0.5");
        assertThat(other.code()).isEqualTo(ExitCode.USAGE);
        assertThat(other.err())
                .contains("holds a run with other settings (optim.base-lr was 1.0E-4, now 0.5)")
                .contains("choose another --output");
    }

    @Test
    @Order(7)
    void evaluateHasTheNumbersOfTrainedAndUntrained() throws IOException {
        CommandRun evaluated = CommandRun.of(
                "evaluate",
                "--model",
                at("run"),
                "--train",
                at("shards"),
                "--validation",
                at("shards-external"),
                "--test",
                at("shards-external"),
                "--output",
                at("evaluation.json"));
        assertThat(evaluated.err()).isEmpty();
        assertThat(evaluated.code()).isZero();
        assertThat(evaluated.out()).contains("test, trained").contains("validation, untrained");
        JsonNode json = new ObjectMapper().readTree(at("evaluation.json").toFile());
        for (String metric : List.of("mcc", "mean_per_class_accuracy", "auc", "f1")) {
            assertThat(json.at("/test/" + metric).isNumber()).as(metric).isTrue();
            assertThat(json.at("/untrained/" + metric).isNumber()).as(metric).isTrue();
            assertThat(json.at("/untrained/test/" + metric).isNumber())
                    .as(metric)
                    .isTrue();
        }
        assertThat(json.at("/test/studies").asInt()).isEqualTo(6);
        assertThat(json.at("/validation/studies").asInt()).isEqualTo(6);
        assertThat(at("evaluation.txt")).exists();
    }

    @Test
    @Order(8)
    void scoreHasARowForEveryStudyAndSaysThatOneWasRefused() throws IOException {
        Path broken;
        try (Stream<Path> files = Files.walk(at("external"))) {
            broken = files.filter(file -> file.toString().endsWith("_t2.nii.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, java.util.Arrays.copyOf(whole, whole.length / 2));
        CommandRun scored = score("scores");
        assertThat(scored.code()).as(scored.err()).isEqualTo(ExitCode.SOME_REFUSED);
        List<String> rows = Files.readAllLines(at("scores").resolve("scores.csv"));
        assertThat(rows).hasSize(7);
        assertThat(rows.get(0)).startsWith("study,status,predicted,probability_astrocytoma,");
        assertThat(rows).filteredOn(row -> row.contains("REFUSED")).hasSize(1);
        assertThat(at("scores").resolve("scores.parquet")).exists();
        CommandRun again = score("scores");
        assertThat(again.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(again.err()).contains("not empty");
    }

    private static CommandRun score(String output) {
        return CommandRun.of("score", "--model", at("run"), "--input", at("external"), "--output", at(output));
    }
}
