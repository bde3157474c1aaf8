package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.evaluate.Metric;
import io.mmdino.gate.Gate;
import io.mmdino.gate.GateSettings;
import io.mmdino.gate.JudgedStudy;
import io.mmdino.gate.PairedPredictions;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code models} over a run that was trained, and scoring with what it registered. */
@Timeout(180)
class ModelsCommandTest {

    @TempDir
    static Path folder;

    @TempDir
    Path own;

    @BeforeAll
    static void train() throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        done(
                "phantom",
                "--output",
                folder.resolve("cohort"),
                "--studies",
                8,
                "--seed",
                1,
                "--labelled",
                1,
                "--size",
                64);
        done(
                "ingest",
                "--input",
                folder.resolve("cohort"),
                "--output",
                folder.resolve("shards"),
                "--set",
                "ingest.slices-per-axis=3");
        done(
                "train",
                "--shards",
                folder.resolve("shards"),
                "--output",
                folder.resolve("run"),
                "--config",
                folder.resolve("recipe.yaml"));
    }

    private static CommandRun done(Object... words) {
        CommandRun run = CommandRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private CommandRun models(Object... words) {
        return CommandRun.of(Stream.concat(
                        Stream.concat(Stream.of("models"), Stream.of(words)),
                        Stream.of("--registry", own.resolve("models")))
                .toArray());
    }

    private CommandRun register(Object... words) {
        CommandRun run = models(Stream.concat(Stream.of("register", folder.resolve("run")), Stream.of(words))
                .toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    /** A verdict of a challenger that is as good as its champion, or not. */
    private Path verdict(String champion, boolean blessed) throws IOException {
        List<JudgedStudy> studies = IntStream.range(0, 30)
                .mapToObj(i -> new JudgedStudy("s" + i, "p" + i, "", List.of("T1"), i % 2))
                .toList();
        Map<String, double[]> right = new TreeMap<>();
        Map<String, double[]> wrong = new TreeMap<>();
        for (JudgedStudy study : studies) {
            right.put(study.study(), new double[] {1 - study.label(), study.label()});
            wrong.put(study.study(), new double[] {study.label(), 1 - study.label()});
        }
        Gate gate = new Gate(
                new GateSettings(Metric.MCC, 0.05, 0.95, 100, 0, 10, 0),
                new Gate.Names(champion, "challenger", "0".repeat(64)));
        return Files.write(
                own.resolve("verdict.json"),
                gate.judge(PairedPredictions.of(studies, right, blessed ? right : wrong, List.of("a", "b")))
                        .json());
    }

    @Test
    void aRunIsRegisteredListedShownPromotedRolledBackAndVerified() throws IOException {
        assertThat(register("--tag", "data=november", "--description", "first", "--by", "ann")
                        .lastLine())
                .startsWith("version 1 in ");
        assertThat(models("promote", "1", "--by", "ann", "--why", "the first").lastLine())
                .isEqualTo("champion is version 1, the first");
        register("--parent", "champion", "--alias", "challenger", "--file", verdict("v000001", true));
        assertThat(models("promote", "challenger").lastLine()).isEqualTo("champion is version 2, before it was 1");
        assertThat(models("promote", "2").code()).isEqualTo(ExitCode.NOTHING_NEW);

        CommandRun list = models("list");
        List<String> rows = list.out().lines().toList();
        assertThat(rows.get(0)).matches("VERSION +ALIASES +CREATED +BY +PARENT +SIZE +TAGS +DESCRIPTION");
        assertThat(rows.get(1)).matches("2 +challenger champion +20\\S+Z +\\S+ +1 +\\S+ .?B");
        assertThat(rows.get(2)).matches("1 +20\\S+Z +ann +- +\\S+ .?B +data=november +first");
        JsonNode json = new ObjectMapper().readTree(models("list", "--json").out());
        assertThat(json.get("versions").get(0).get("aliases").get(1).asText()).isEqualTo("champion");
        assertThat(json.get("versions").get(1).get("tags").get("data").asText()).isEqualTo("november");

        assertThat(models("rollback", "--why", "worse", "--by", "bob").lastLine())
                .isEqualTo("champion is version 1 again, before it was 2");
        CommandRun shown = models("show", "champion");
        assertThat(shown.out())
                .contains("classifier.json", "settings.yaml", "provenance.json", "metrics.jsonl", "best.safetensors")
                .contains("hash of model")
                .containsPattern("champion +3 rollback +2 +1 +20\\S+Z +bob +worse");
        JsonNode version =
                new ObjectMapper().readTree(models("show", "2", "--json").out());
        assertThat(version.get("version").get("files").has("verdict.json")).isTrue();
        assertThat(version.get("version").get("parent").asInt()).isEqualTo(1);
        assertThat(version.get("version").get("hashes").get("model").asText()).hasSize(64);

        assertThat(models("tag", "2", "approved-by=board", "data=").lastLine())
                .isEqualTo("version 2 has the tags approved-by=board");
        assertThat(models("verify").lastLine()).contains("2 versions, ").endsWith(": whole");
        assertThat(models("rollback").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aChampionIsFollowedByABlessedVersionOnly() throws IOException {
        register();
        models("promote", "1");
        register();
        assertThat(models("promote", "2").err()).contains("version 2 has no verdict.json");
        register("--file", verdict("v000001", false));
        CommandRun not = models("promote", "3");
        assertThat(not.code()).isEqualTo(ExitCode.USAGE);
        assertThat(not.err())
                .contains("version 3 is NOT_BLESSED: the whole frozen set: mcc of the challenger is -1.0000");
        register("--file", verdict("v000002", true));
        assertThat(models("promote", "4").err())
                .contains("the verdict of version 4 compares it with v000002, but the champion is version 1");
        assertThat(models("promote", "4", "--force").err()).contains("--force wants a reason by --why TEXT");
        assertThat(models("promote", "4", "--force", "--why", "decided by the board")
                        .code())
                .isZero();
        assertThat(models("promote", "2", "--alias", "shadow").code()).isZero();
        String hash = new ObjectMapper()
                .readTree(models("show", "4", "--json").out())
                .at("/version/hashes/model")
                .asText();
        register("--file", verdict(hash, true));
        assertThat(models("promote", "5").code()).isZero();
    }

    @Test
    void aRegisteredModelScoresEvaluatesAndExportsAsItsRunDoes() throws IOException {
        register();
        models("promote", "1");
        String champion = own.resolve("models") + "@champion";
        for (String[] pair : new String[][] {{folder + "/run", "a"}, {champion, "b"}}) {
            done("score", "--model", pair[0], "--input", folder.resolve("cohort"), "--output", own.resolve(pair[1]));
            done("export", "--model", pair[0], "--output", own.resolve(pair[1] + ".safetensors"));
        }
        assertThat(own.resolve("b/scores.csv")).hasSameTextualContentAs(own.resolve("a/scores.csv"));
        assertThat(own.resolve("b.safetensors")).hasSameBinaryContentAs(own.resolve("a.safetensors"));
        assertThat(models("verify").code()).isZero();

        Path weights = own.resolve("models/versions/v000001/best.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 3] ^= 1;
        Files.write(weights, bytes);
        CommandRun broken = CommandRun.of("export", "--model", champion, "--output", own.resolve("c"));
        assertThat(broken.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(broken.err()).contains("the file best.safetensors of version 1 is damaged");
        CommandRun verify = models("verify");
        assertThat(verify.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(verify.out()).contains("FAULT: the file best.safetensors of version 1 is damaged");
        assertThat(new ObjectMapper().readTree(models("verify", "--json").out()).get("faults"))
                .hasSize(1);
    }

    @Test
    void whatIsNotThereIsBadUsage() throws IOException {
        assertThat(models("list").code()).isEqualTo(ExitCode.USAGE);
        assertThat(models("list").err()).contains("holds no registry of models");
        register();
        assertThat(models("list").out().lines()).hasSize(2);
        assertThat(models("show", "9").err()).contains("has no version 9; models list shows which it has");
        assertThat(models("show", "Champion").err()).contains("an alias is 'Champion'");
        assertThat(models("promote", "champion").err()).contains("no alias 'champion'");
        assertThat(models("rollback").err()).contains("no earlier version to go back to");
        assertThat(models("tag", "1", "word").err()).contains("a tag is 'word', wanted KEY=VALUE");
        assertThat(models("tag", "1", "a b=c").code()).isEqualTo(ExitCode.USAGE);
        assertThat(models("register", folder.resolve("shards")).err()).contains("holds no run");
        assertThat(models("register", folder.resolve("run"), "--file", own.resolve("no.json"))
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(models("register", folder.resolve("run"), "--alias", "champion")
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(models("register", folder.resolve("run"), "--by", " ").err()).contains("author's name");
        CommandRun score = CommandRun.of(
                "score", "--model", own.resolve("models") + "@none", "--input", folder, "--output", own.resolve("s"));
        assertThat(score.code()).isEqualTo(ExitCode.USAGE);
        assertThat(score.err()).contains("no alias 'none', only []");
        assertThat(CommandRun.of("models").err()).contains("models what: register, list, show");
    }
}
