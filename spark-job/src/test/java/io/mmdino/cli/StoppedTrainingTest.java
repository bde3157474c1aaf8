package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that train and get SIGTERM, long before a checkpoint is due. */
@Timeout(300)
class StoppedTrainingTest {

    private static final int SIGTERM = 128 + 15;

    @TempDir
    static Path folder;

    @BeforeAll
    static void shards() throws IOException {
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
        done("ingest", "--input", folder.resolve("cohort"), "--output", folder.resolve("shards"));
    }

    private static void done(Object... words) {
        CommandRun run = CommandRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, ring, gradients", "2, ring, gradients", "2, ring, parameters", "2, driver, parameters"})
    void sigtermSavesACheckpointAndTheSameCommandGoesOnFromIt(int workers, String method, String mode)
            throws Exception {
        Path run = folder.resolve("run-" + workers + method + mode);
        long first = stopped(run, workers, method, mode, 4);
        assertThat(first).isPositive();
        long second = stopped(run, workers, method, mode, first + 4);
        assertThat(second).isGreaterThan(first);
        List<Long> iterations = iterations(run);
        assertThat(iterations).startsWith(0L).isSorted().doesNotHaveDuplicates();
        assertThat(run.resolve("CHECKPOINT_WANTED")).doesNotExist();
    }

    /** Trains until some iterations are done, sends SIGTERM, and returns the iteration of the newest checkpoint. */
    private static long stopped(Path run, int workers, String method, String mode, long wanted) throws Exception {
        FileTime before = written(run);
        Process child = start(run, workers, method, mode);
        try {
            // Lines of the process before, beyond its checkpoint, stand there until this one deletes them.
            while (written(run).equals(before) || iterations(run).size() < wanted) {
                assertThat(child.isAlive()).as("the training still runs").isTrue();
                Thread.sleep(50);
            }
            child.destroy();
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).isEqualTo(SIGTERM);
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("step-") && name.endsWith(".safetensors"))
                    .mapToLong(name -> Long.parseLong(name.replaceAll("\\D", "")))
                    .max()
                    .orElseThrow();
        }
    }

    private static FileTime written(Path run) throws IOException {
        Path file = run.resolve("metrics.jsonl");
        return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    }

    private static List<Long> iterations(Path run) throws IOException {
        Path file = run.resolve("metrics.jsonl");
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.contains("dino_local_crops_loss") && line.endsWith("}"))
                .map(line -> Long.parseLong(line.replaceFirst(".*\"iteration\":(\\d+).*", "$1")))
                .toList();
    }

    private static Process start(Path run, int workers, String method, String mode) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("--enable-"))
                .toList());
        words.addAll(List.of("-Xmx600m", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        words.addAll(List.of("train", "--shards", folder.resolve("shards").toString(), "--output", run.toString()));
        words.addAll(List.of("--config", folder.resolve("recipe.yaml").toString()));
        for (String set : List.of(
                "averaging.workers=" + workers,
                "averaging.method=" + method,
                "averaging.mode=" + mode,
                "averaging.period=2",
                "train.lanes=1",
                "train.checkpoint-iterations=1000000",
                "train.validation-iterations=0",
                "optim.epochs=100000")) {
            words.addAll(List.of("--set", set));
        }
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log.txt").toFile()))
                .start();
    }
}
