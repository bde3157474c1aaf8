package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.evaluate.ClassifierJson;
import io.mmdino.privacy.SafeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that are nested deeply, long, or hold enormous numbers, in the place of every YAML and JSON file that commands read. */
class HostileTextTest {

    private static final int DEPTH = 20_000;

    @TempDir
    Path temp;

    static Stream<String> texts() {
        return Stream.of(
                "[".repeat(DEPTH),
                "[".repeat(DEPTH) + "]".repeat(DEPTH),
                "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH),
                "{\"format\": " + "[".repeat(DEPTH) + "]".repeat(DEPTH) + "}",
                "{\"__metadata__\": " + "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH) + "}",
                "{\"format\": \"" + "x".repeat(2_000_000) + "\"}",
                "{\"format\": \"" + "/a".repeat(500_000) + "\"}",
                "{\"version\": " + "9".repeat(500_000) + "}",
                "{\"version\": 1e999999999}",
                "{\"train\": {\"batch-size\": " + "9".repeat(5000) + "}}",
                "{\"names\": [{\"rule\": " + "[".repeat(DEPTH) + "]".repeat(DEPTH) + "}]}");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void settingsAndRulesAreRefusedInALine(String text) throws IOException {
        Path file = Files.writeString(temp.resolve("file.yaml"), text);
        refused(CommandRun.of("train", "--shards", temp, "--output", temp.resolve("run"), "--config", file));
        refused(CommandRun.of(
                "ingest",
                "--input",
                temp,
                "--output",
                temp.resolve("shards"),
                "--insecure-ids",
                "--sequence-rules",
                file));
        refused(CommandRun.of(
                "train", "--shards", temp, "--output", temp.resolve("run"), "--set", "train.batch-size=" + text));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shardFoldersAndRunsAreRefusedInALine(String text) throws IOException {
        Path folder = Files.createDirectory(temp.resolve("folder"));
        Files.writeString(folder.resolve("_CURRENT"), text);
        refused(CommandRun.of("inspect", folder));
        refused(CommandRun.of("train", "--shards", folder, "--output", temp.resolve("out")));
        Path run = Files.createDirectory(temp.resolve("run"));
        Files.writeString(run.resolve("settings.yaml"), text);
        Files.writeString(run.resolve("provenance.json"), text);
        Files.writeString(run.resolve("metrics.jsonl"), text);
        Files.writeString(run.resolve("classifier.json"), text);
        refused(CommandRun.of(
                "score", "--model", run, "--input", temp, "--output", temp.resolve("s"), "--insecure-ids"));
        refused(CommandRun.of(
                "evaluate", "--model", run, "--train", folder, "--test", folder, "--output", temp.resolve("e")));
        refused(CommandRun.of("inspect", run));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void checkpointsTracesAndResultsAreRefusedInALine(String text) throws IOException {
        byte[] header = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        Path tensors = Files.write(
                temp.resolve("model.safetensors"),
                whole.putLong(header.length).put(header).array());
        refused(CommandRun.of("inspect", tensors));
        Path traces = Files.createDirectory(temp.resolve("traces"));
        for (String name : new String[] {"traces.json", "config.json", "golden.json"}) {
            Files.writeString(traces.resolve(name), text);
        }
        refused(CommandRun.of("selfcheck", "--traces", traces));
        Path result = Files.writeString(temp.resolve("evaluation.json"), text);
        refused(CommandRun.of(
                "baseline",
                "--train",
                traces,
                "--test",
                traces,
                "--output",
                temp.resolve("b.json"),
                "--beside",
                result));
        Path classifier = Files.writeString(temp.resolve("classifier.json"), text);
        assertThatThrownBy(() -> ClassifierJson.read(classifier)).isInstanceOf(IOException.class);
    }

    @Test
    void messagesThatQuoteLongPathsAreShortened() {
        for (String part : new String[] {"/a", "/a b.nii.gz ", "x:/y", "\"/", "a/"}) {
            String message = new SafeMessage(List.of("--input", "/a"))
                    .of(new IllegalArgumentException("it is " + part.repeat(500_000)));
            assertThat(message).hasSizeLessThan(500);
        }
    }

    private static void refused(CommandRun run) {
        assertThat(run.code()).as(run.err()).isIn(1, 2);
        assertThat(run.err()).hasSizeLessThan(3000).doesNotContain("StackOverflow", "\tat ");
        assertThat(run.err().lines().filter(line -> !line.startsWith("ingest") && !line.startsWith("train")))
                .hasSizeBetween(1, 25) // faults of settings are one a line
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(500));
    }
}
