package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.claim.Claim;
import io.mmdino.disk.Seal;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished run whose files are damaged, exchanged or claimed by others: no score comes out of what does not belong together. */
class GuardedModelTest {

    private static final String LAST = "checkpoints/step-00000006.safetensors";
    private static final int FLIPS = 40;

    @TempDir
    static Path folder;

    @BeforeAll
    static void aFinishedRun() throws IOException {
        Files.writeString(
                at("recipe.yaml"), TinyRecipe.YAML.replace("validation-iterations: 3", "validation-iterations: 0"));
        done("phantom", "--output", at("cohort"), "--studies", 8, "--seed", 1, "--labelled", 1, "--size", 64);
        done("ingest", "--input", at("cohort"), "--output", at("shards"), "--set", "ingest.slices-per-axis=3");
        assertThat(train("finished").code()).isZero();
    }

    @BeforeEach
    void aFreshCopy() throws IOException {
        FileUtils.deleteDirectory(at("run").toFile());
        FileUtils.deleteDirectory(at("scores").toFile());
        FileUtils.copyDirectory(at("finished").toFile(), at("run").toFile());
    }

    @Test
    void theWeightsOfOneCheckpointAreNotJoinedWithTheClassifierOfAnother() throws IOException {
        flip(at("run").resolve(LAST), 3);
        CommandRun scored = score();
        assertThat(scored.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(scored.err())
                .contains("classifier.json was fitted on other weights than those of step-00000004.safetensors")
                .contains("start the same train command again");
        assertThat(at("scores")).doesNotExist();
        assertThat(train("run").code()).isZero();
        assertThat(score().code()).isZero();
        assertThat(at("run").resolve(LAST))
                .hasSameBinaryContentAs(at("finished").resolve(LAST));
    }

    @Test
    void aDamagedClassifierIsRefusedByScoreAndFittedAgainByTrain() throws IOException {
        Path file = at("run").resolve("classifier.json");
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(11);
        for (int flip = 0; flip < FLIPS; flip++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            requireRefusedClassifier();
        }
        assertThat(train("run").code()).as("fitted again").isZero();
        assertThat(file).hasBinaryContent(whole);
        assertThat(train("run").code()).isEqualTo(ExitCode.NOTHING_NEW);
    }

    @Test
    void aClassifierOfAnEarlierVersionOrOfOtherClassesIsRefusedAndFittedAgain() throws IOException {
        Path file = at("run").resolve("classifier.json");
        String text = Files.readString(file);
        String other = text.replaceFirst("\"astrocytoma\",\"glioblastoma\"", "\"glioblastoma\",\"astrocytoma\"");
        assertThat(other).isNotEqualTo(text);
        for (String changed : List.of(text.replace("\"version\":2", "\"version\":1"), other)) {
            Files.write(file, Seal.close(changed.getBytes(StandardCharsets.UTF_8)));
            CommandRun scored = score();
            assertThat(scored.code()).as(scored.err()).isIn(ExitCode.FAILURE, ExitCode.USAGE);
            assertThat(scored.err()).contains("classifier.json");
            assertThat(train("run").code()).isZero();
            assertThat(file).hasContent(text);
        }
    }

    @Test
    void settingsThatDecideProbabilitiesAreThoseOfTheClassifier() throws IOException {
        for (String set : List.of("evaluation.image-side=32", "evaluation.windows-per-axis=1")) {
            CommandRun scored = score("--set", set);
            assertThat(scored.code()).as(set).isEqualTo(ExitCode.USAGE);
            assertThat(scored.err()).contains("classifier.json was fitted with other settings");
        }
        CommandRun classes = score("--set", "evaluation.class-names=[a, b, c]");
        assertThat(classes.code()).isEqualTo(ExitCode.USAGE);
        assertThat(score("--set", "train.lanes=1").code()).isZero();
    }

    @Test
    void theModelHashFollowsTheClassifier() throws IOException {
        assertThat(score().code()).isZero();
        String hash = modelHash();
        Path file = at("run").resolve("classifier.json");
        Matcher intercept = Pattern.compile("\"intercept\":\\[([-0-9.E]+)").matcher(Files.readString(file));
        assertThat(intercept.find()).isTrue();
        String changed = intercept.replaceFirst("\"intercept\":[0.125");
        Files.write(file, Seal.close(changed.getBytes(StandardCharsets.UTF_8)));
        FileUtils.deleteDirectory(at("scores").toFile());
        assertThat(score().code()).isZero();
        assertThat(modelHash()).hasSize(64).isNotEqualTo(hash);
    }

    @Test
    void aDamagedSettingsFileIsNamedByAllCommands() throws IOException {
        flip(at("run").resolve("settings.yaml"), 4);
        for (CommandRun run : List.of(score(), train("run"), evaluate("shards"), CommandRun.of("inspect", at("run")))) {
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FAILURE);
            assertThat(run.err()).contains("settings.yaml is damaged");
        }
    }

    @Test
    void testingOnCopiesOfTheTrainingIsRefused() throws IOException {
        FileUtils.copyDirectory(at("shards").toFile(), at("copied").toFile());
        CommandRun refused = evaluate("copied");
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err())
                .contains("--test " + at("copied") + " has ", "labelled studies that are in the TRAIN");
        assertThat(evaluate("shards", "--validation", at("copied")).err()).contains("--validation " + at("copied"));
        CommandRun allowed = evaluate("copied", "--allow-overlap");
        assertThat(allowed.code()).as(allowed.err()).isZero();
    }

    @Test
    void anOutputThatAnotherCommandClaimsIsBusy() throws IOException {
        Configuration conf = new Configuration();
        try (Claim one = Claim.ofFolder(conf, at("scores").toString(), "score");
                Claim two = Claim.ofFolder(conf, at("run").toString(), "train");
                Claim three = Claim.ofFolder(conf, at("shards").toString(), "ingest");
                Claim four = Claim.ofFile(conf, at("e.json").toString(), "evaluate")) {
            for (Claim held : List.of(one, two, three, four)) {
                held.requireHeld();
            }
            requireBusy(score(), "another score is at work");
            requireBusy(train("run"), "another train is at work");
            requireBusy(ingest(), "another ingest is at work");
            requireBusy(evaluate("shards"), "another evaluate is at work");
        }
        assertThat(train("run").code()).isEqualTo(ExitCode.NOTHING_NEW);
        assertThat(ingest().code()).isEqualTo(ExitCode.NOTHING_NEW);
        assertThat(score().code()).isZero();
        assertThat(at("scores")).isDirectoryNotContaining("glob:**/.lock");
    }

    @Test
    void wrongNamesOfInputsAndOutputsAreAllUsage() {
        Path no = at("nowhere");
        for (CommandRun run : List.of(
                CommandRun.of("ingest", "--input", no, "--output", at("out")),
                CommandRun.of("ingest", "--input", at("cohort"), "--output", at("out"), "--labels", no),
                CommandRun.of("ingest", "--input", at("cohort"), "--output", at("out"), "--splits", no),
                CommandRun.of("train", "--shards", no, "--output", at("out")),
                CommandRun.of("train", "--shards", at("cohort"), "--output", at("out")),
                CommandRun.of("train", "--shards", at("shards"), "--output", at("out"), "--set", "optim.epochs=none"),
                CommandRun.of(
                        "evaluate", "--model", no, "--train", at("shards"), "--test", at("shards"), "--output", no),
                CommandRun.of("evaluate", "--model", at("run"), "--train", no, "--test", at("shards"), "--output", no),
                CommandRun.of("baseline", "--train", no, "--test", at("shards"), "--output", no),
                CommandRun.of("score", "--model", no, "--input", at("cohort"), "--output", at("scores")),
                CommandRun.of("score", "--model", at("run"), "--input", no, "--output", at("scores")),
                CommandRun.of("score", "--model", at("run"), "--input", at("cohort"), "--output", at("run")),
                CommandRun.of("export", "--model", no, "--output", at("teacher.safetensors")),
                CommandRun.of("inspect", no))) {
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        }
        assertThat(at("out")).doesNotExist();
    }

    @Test
    void moreWorkersThanThreadsAreRefusedBeforeThereIsARunFolder() {
        System.setProperty("spark.master", "local[2]");
        try {
            CommandRun refused = CommandRun.of(
                    "train", "--shards", at("shards"), "--output", at("crowd"), "--set", "averaging.workers=3");
            assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
            assertThat(refused.err()).contains("the master local[2] has too few task slots for 3 workers");
        } finally {
            System.clearProperty("spark.master");
        }
        assertThat(at("crowd")).doesNotExist();
    }

    private static void requireBusy(CommandRun run, String why) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.BUSY);
        assertThat(run.err()).contains(why);
    }

    private static void requireRefusedClassifier() {
        CommandRun scored = score();
        assertThat(scored.code()).as(scored.err()).isEqualTo(ExitCode.FAILURE);
        assertThat(scored.err()).contains("classifier.json", "start the same train command again");
    }

    private static void flip(Path file, int seed) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(seed);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
    }

    private static String modelHash() throws IOException {
        String csv = Files.readString(at("scores").resolve("scores.csv"));
        List<String> lines = csv.lines().toList();
        int column = List.of(lines.get(0).split(",")).indexOf("model_hash");
        return lines.get(1).split(",", -1)[column];
    }

    private static CommandRun ingest() {
        return CommandRun.of(
                "ingest", "--input", at("cohort"), "--output", at("shards"), "--set", "ingest.slices-per-axis=3");
    }

    private static CommandRun score(Object... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of("score", "--model", at("run"), "--input", at("cohort"), "--output", at("scores")),
                        Stream.of(more))
                .toArray());
    }

    private static CommandRun evaluate(String test, Object... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "evaluate",
                                "--model",
                                at("run"),
                                "--train",
                                at("shards"),
                                "--test",
                                at(test),
                                "--output",
                                at("e.json")),
                        Stream.of(more))
                .toArray());
    }

    private static CommandRun train(String run) {
        return CommandRun.of(
                "train",
                "--shards",
                at("shards"),
                "--output",
                at(run),
                "--config",
                at("recipe.yaml"),
                "--cache",
                at("cache"));
    }

    private static void done(Object... words) {
        CommandRun run = CommandRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static Path at(String name) {
        return folder.resolve(name);
    }
}
