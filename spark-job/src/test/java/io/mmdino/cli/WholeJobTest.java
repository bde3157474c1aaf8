package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.run.EarlierRun;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Runs all commands on a tiny cohort, as a user would. Each test continues where the previous one stopped. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeJobTest {

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
        Files.writeString(at("recipe.yaml"), TinyRecipe.YAML);
        // The slices are as the shards have them, whatever the settings say.
        CommandRun trained = train("run", "--set", "ingest.slices-per-axis=8");
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
        // Validation and test are one cohort here: the same windows must have been read for both.
        assertThat(json.at("/validation/mcc").asDouble())
                .isEqualTo(json.at("/test/mcc").asDouble());
        assertThat(json.at("/validation/auc").asDouble())
                .isEqualTo(json.at("/test/auc").asDouble());
        assertThat(at("evaluation.txt")).exists();
    }

    @Test
    @Order(8)
    void scoreHasARowForEveryStudyAndSaysThatOneWasRefused() throws IOException {
        Path broken;
        try (Stream<Path> files = Files.walk(at("external"))) {
            broken = files.filter(file -> file.toString().endsWith("_t2.nii.gz"))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
        }
        for (Path image : list(broken)) {
            byte[] whole = Files.readAllBytes(image);
            Files.write(image, java.util.Arrays.copyOf(whole, whole.length / 2));
        }
        CommandRun scored = score("scores");
        assertThat(scored.code()).as(scored.err()).isEqualTo(ExitCode.SOME_REFUSED);
        List<String> rows = Files.readAllLines(at("scores").resolve("scores.csv"));
        assertThat(rows).hasSize(7);
        assertThat(rows.get(0)).startsWith("study,status,predicted,probability_astrocytoma,");
        assertThat(rows.subList(1, rows.size())).allMatch(row -> row.matches(".*layers in b?float(16|32)\""));
        assertThat(rows).filteredOn(row -> row.contains("REFUSED")).hasSize(1);
        assertThat(at("scores").resolve("scores.parquet")).exists();
        CommandRun again = score("scores");
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("not empty");
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static CommandRun score(String output) {
        return CommandRun.of("score", "--model", at("run"), "--input", at("external"), "--output", at(output));
    }

    @Test
    @Order(9)
    void exportWritesTheTeacherByPyTorchsNames() throws IOException {
        CommandRun exported = export();
        assertThat(exported.code()).as(exported.err()).isZero();
        try (Safetensors file = Safetensors.open(at("teacher.safetensors"))) {
            assertThat(file.tensors()).containsKeys("backbone.cls_token", "backbone.blocks.0.attn.qkv.weight");
            assertThat(file.tensors().keySet()).noneMatch(name -> name.startsWith("student"));
            assertThat(file.metadata())
                    .containsEntry("sequences", "t1,t1c,t2,flair")
                    .containsKey("teacher_hash");
        }
        assertThat(export().code()).isEqualTo(ExitCode.USAGE);
    }

    private static CommandRun export() {
        return CommandRun.of("export", "--model", at("run"), "--output", at("teacher.safetensors"));
    }

    @Test
    @Order(10)
    void inspectTellsCheckpointsRunsAndShardsApart() {
        assertThat(CommandRun.of("inspect", at("teacher.safetensors")).out())
                .contains("safetensors,", "teacher_hash", "checksum: right");
        assertThat(CommandRun.of("inspect", at("run")).out()).contains("run, 6 of 6 iterations", "width 24");
        assertThat(CommandRun.of("inspect", at("shards")).out()).contains("shards, 12 studies", "TRAIN:");
        assertThat(CommandRun.of("inspect", at("cohort")).out()).contains("studies", "same grid");
        assertThat(CommandRun.of("inspect", at("run"), "--png", at("run.png")).code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("inspect", at("shards"), "--png", at("shards.png"), "--limit", 3)
                        .out())
                .contains("picture of ");
        assertThat(at("shards.png")).isNotEmptyFile();
    }

    @Test
    @Order(11)
    void anExportedTeacherIsAStartForAnotherRun() {
        CommandRun started = train("run-2", "--set", "train.pretrained=" + at("teacher.safetensors"));
        assertThat(started.code()).as(started.err()).isZero();
        CommandRun missing = train("run-3", "--set", "train.pretrained=nowhere.pth");
        assertThat(missing.code()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.err()).contains("train.pretrained is nowhere.pth, which is no file");
        assertThat(at("run-3")).doesNotExist();
    }

    @Test
    @Order(12)
    void trainTakesNoFolderThatHoldsSomethingElse() {
        CommandRun onCohort = train("cohort");
        assertThat(onCohort.code()).isEqualTo(ExitCode.USAGE);
        assertThat(onCohort.err()).contains("exists and holds something else than a run");
        assertThat(at("cohort").resolve(".lock")).doesNotExist();
    }

    @Test
    @Order(13)
    void shardsOfOtherSettingsAreRefused() {
        CommandRun trained = train("run-4", "--set", "ingest.window=64");
        assertThat(trained.code()).isEqualTo(ExitCode.USAGE);
        assertThat(trained.err())
                .contains("were cut with")
                .contains("window=96")
                .contains("window=64");
        assertThat(at("run-4")).doesNotExist();
        CommandRun ingested = ingest("external", "shards", "--set", "ingest.window=64");
        assertThat(ingested.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ingested.err()).contains("was cut with other settings").contains("Name another output folder");
    }

    @Test
    @Order(14)
    void anUnknownSettingIsNamedWithTheOneThatWasMeant() {
        CommandRun trained = train("run-5", "--set", "optim.epoch=3", "--set", "train.kernels=abacus");
        assertThat(trained.code()).isEqualTo(ExitCode.USAGE);
        assertThat(trained.err())
                .contains("optim.epoch is not a setting; did you mean epochs?")
                .contains("abacus");
        CommandRun evaluated = CommandRun.of(
                "evaluate",
                "--model",
                at("run"),
                "--train",
                at("shards"),
                "--test",
                at("shards"),
                "--output",
                at("never.json"),
                "--set",
                "model.backbone.depth=2");
        assertThat(evaluated.code()).isEqualTo(ExitCode.USAGE);
        assertThat(evaluated.err()).contains("would make another model (model.backbone.depth was 1, now 2)");
        assertThat(at("never.json")).doesNotExist();
    }

    @Test
    @Order(15)
    void aRunWithoutLabelsOfTwoClassesHasWeightsAndNoClassifier() throws IOException {
        Path labels = Files.writeString(at("labels.csv"), "Patient,WHO2021_Int\n");
        assertThat(ingest("cohort", "shards-unlabelled", "--labels", labels).code())
                .isEqualTo(ExitCode.FAILURE);
        Files.move(at("cohort").resolve("phenoData.csv"), at("cohort").resolve("labels-elsewhere.csv"));
        assertThat(ingest("cohort", "shards-unlabelled").code()).isZero();
        CommandRun trained = CommandRun.of(
                "train", "--shards", at("shards-unlabelled"), "--output", at("run-6"), "--config", at("recipe.yaml"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("no classifier.json");
        assertThat(at("run-6").resolve("cache")).isDirectory();
        CommandRun scored =
                CommandRun.of("score", "--model", at("run-6"), "--input", at("external"), "--output", at("scores-6"));
        assertThat(scored.code()).isEqualTo(ExitCode.USAGE);
        assertThat(scored.err()).contains("has no classifier.json");
    }

    @Test
    @Order(16)
    void theBaselineStandsBesideTheModelInOneTable() throws IOException {
        CommandRun run = baseline("shards", "--beside", at("evaluation.json"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("test, MM-DINOv2 +6 ")
                .containsPattern("test, Deeplearning4j baseline +6 ")
                .contains("MCC on test with sequences missing");
        JsonNode json = new ObjectMapper().readTree(at("baseline.json").toFile());
        assertThat(json.at("/test/mcc").isNumber()).isTrue();
        assertThat(json.at("/validation/mcc")).isEqualTo(json.at("/test/mcc"));
        assertThat(at("baseline.txt")).exists();
        assertThat(at("baseline.settings.yaml")).content().contains("averaging-frequency: 2");
    }

    @Test
    @Order(17)
    void theBaselineSaysWhatItLacksBeforeItStarts() throws IOException {
        CommandRun unlabelled = baseline("shards-unlabelled");
        assertThat(unlabelled.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unlabelled.err()).contains("the train shards have no labelled study in their TRAIN split");
        List<String> rows = Files.readAllLines(at("cohort").resolve("labels-elsewhere.csv"));
        String kind = rows.get(1).substring(rows.get(1).lastIndexOf(','));
        Path alike = Files.write(
                at("alike.csv"),
                rows.stream()
                        .filter(row -> row.equals(rows.get(0)) || row.endsWith(kind))
                        .toList());
        assertThat(ingest("cohort", "shards-alike", "--labels", alike).code()).isZero();
        CommandRun oneClass = baseline("shards-alike");
        assertThat(oneClass.code()).isEqualTo(ExitCode.USAGE);
        assertThat(oneClass.err()).contains("wanted studies of two classes or more");
        CommandRun noEvaluation = baseline("shards", "--beside", at("recipe.yaml"));
        assertThat(noEvaluation.code()).isEqualTo(ExitCode.USAGE);
        assertThat(noEvaluation.err()).contains("is no result of evaluate");
    }

    private static CommandRun baseline(String shards, Object... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "baseline",
                                "--train",
                                at(shards),
                                "--validation",
                                at("shards-external"),
                                "--test",
                                at("shards-external"),
                                "--output",
                                at("baseline.json"),
                                "--config",
                                at("recipe.yaml"),
                                "--cache",
                                at("cache")),
                        Stream.of(more))
                .toArray());
    }

    @Test
    @Order(18)
    void aRunOfAVersionWithOneWindowIsJudgedByOneWindow() throws IOException {
        Path earlier = at("run-earlier");
        FileUtils.copyDirectory(at("run").toFile(), earlier.toFile());
        Path settings = earlier.resolve("settings.yaml");
        String stored = Files.readString(settings);
        EarlierRun.of(earlier, "  windows-per-axis: 3\n");
        assertThat(settings).content().doesNotContain("windows-per-axis");
        assertThat(stored).contains("windows-per-axis: 3");

        assertThat(evaluated("run", "three.json").at("/windows_per_axis").asInt())
                .isEqualTo(3);
        JsonNode asBefore = evaluated("run", "one.json", "--set", "evaluation.windows-per-axis=1");
        assertThat(asBefore.at("/windows_per_axis").asInt()).isEqualTo(1);
        assertThat(evaluated("run-earlier", "earlier.json")).isEqualTo(asBefore);
        CommandRun beside = baseline("shards", "--beside", at("one.json"));
        assertThat(beside.code()).isEqualTo(ExitCode.USAGE);
        assertThat(beside.err()).contains("has windows_per_axis 1").contains("is 3");

        // Its classifier is fitted by one window too when training goes on, whatever the default of new runs is.
        Files.delete(earlier.resolve("classifier.json"));
        assertThat(train("run-earlier").code()).isZero();
        String byOne = Files.readString(earlier.resolve("classifier.json"));
        Files.delete(earlier.resolve("classifier.json"));
        assertThat(train("run-earlier", "--set", "evaluation.windows-per-axis=3")
                        .code())
                .isZero();
        assertThat(earlier.resolve("classifier.json")).hasContent(byOne);
        assertThat(at("run").resolve("classifier.json")).content().isNotEqualTo(byOne);
    }

    private static JsonNode evaluated(String run, String output, Object... more) throws IOException {
        CommandRun evaluated = CommandRun.of(Stream.concat(
                        Stream.of(
                                "evaluate",
                                "--model",
                                at(run),
                                "--train",
                                at("shards"),
                                "--test",
                                at("shards-external"),
                                "--output",
                                at(output)),
                        Stream.of(more))
                .toArray());
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        return new ObjectMapper().readTree(at(output).toFile());
    }
}
