package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train} with several workers on the embedded Spark: as many tasks of one barrier stage. */
class SeveralWorkersOnSparkTest {

    private static final String LAST = "checkpoints/step-00000006.safetensors";

    @TempDir
    static Path folder;

    @BeforeAll
    static void shards() throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        run(
                "phantom",
                "--output",
                folder.resolve("cohort"),
                "--studies",
                12,
                "--seed",
                1,
                "--labelled",
                1,
                "--size",
                64);
        run(
                "ingest",
                "--input",
                folder.resolve("cohort"),
                "--output",
                folder.resolve("shards"),
                "--set",
                "ingest.slices-per-axis=3");
    }

    private static void run(Object... words) {
        CommandRun run = CommandRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static CommandRun train(String output, int workers, String... sets) {
        Stream<Object> words = Stream.of(
                "train",
                "--shards",
                folder.resolve("shards"),
                "--output",
                folder.resolve(output),
                "--config",
                folder.resolve("recipe.yaml"),
                "--cache",
                folder.resolve("cache"),
                "--set",
                "averaging.workers=" + workers,
                "--set",
                "averaging.timeout-seconds=60",
                "--set",
                "train.lanes=1");
        return CommandRun.of(Stream.concat(words, Stream.of(sets).flatMap(set -> Stream.of("--set", set)))
                .toArray());
    }

    @ParameterizedTest
    @CsvSource({"2, gradients", "3, gradients", "3, parameters", "4, parameters"})
    void theRingAndTheDriverEndWithTheSameBytes(int workers, String mode) {
        String kind = workers + "-" + mode;
        for (String method : new String[] {"ring", "driver"}) {
            CommandRun trained = train(
                    method + kind,
                    workers,
                    "averaging.method=" + method,
                    "averaging.mode=" + mode,
                    "averaging.period=2");
            assertThat(trained.code()).as(trained.err()).isZero();
            assertThat(trained.out()).contains("6 iterations done").contains("classifier.json");
        }
        for (String file : new String[] {LAST, "best.safetensors", "classifier.json", "metrics.jsonl"}) {
            assertThat(folder.resolve("ring" + kind).resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("driver" + kind).resolve(file));
        }
    }

    @Test
    void theParameterServerTrainsToTheEndAndSettlesAtCheckpoints() throws IOException {
        String[] sets = {"averaging.method=parameter-server", "averaging.mode=parameters", "averaging.period=2"};
        CommandRun trained = train("server", 2, sets);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("6 iterations done").contains("classifier.json");
        assertThat(Files.readAllLines(folder.resolve("server/metrics.jsonl")))
                .filteredOn(line -> line.contains("dino_local_crops_loss"))
                .hasSize(6);
        Files.delete(folder.resolve("server").resolve(LAST));
        CommandRun resumed = train("server", 2, sets);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(folder.resolve("server").resolve(LAST)).exists();
    }

    @Test
    void theParameterServerSharesMovementsAndNoGradients() {
        CommandRun refused = train("server-gradients", 2, "averaging.method=parameter-server");
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err())
                .contains("averaging.mode is gradients, wanted parameters with method parameter-server");
    }

    @Test
    void aRunGoesOnWhereItWasCutAndARunOfOtherWorkersIsAnother() throws IOException {
        assertThat(train("cut", 2).code()).isZero();
        Path last = folder.resolve("cut").resolve(LAST);
        byte[] undisturbed = Files.readAllBytes(last);
        Files.delete(last);
        Files.delete(folder.resolve("cut/classifier.json"));
        assertThat(train("cut", 2).code()).isZero();
        assertThat(Files.readAllBytes(last)).isEqualTo(undisturbed);
        assertThat(train("cut", 2).code()).isEqualTo(ExitCode.NOTHING_NEW);
        CommandRun other = train("cut", 3);
        assertThat(other.code()).isEqualTo(ExitCode.USAGE);
        assertThat(other.err()).contains("averaging.workers was 2, now 3");
    }

    @Test
    void workersWithoutTheGpuTheyAreToldToUseEndTheRunAtOnceAndSayWhy() {
        CommandRun refused = train("no-gpu", 2, "train.kernels=cuda");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.err())
                .containsPattern("worker \\d: kernels 'cuda' cannot run here: nvidia-smi names no GPU");
    }

    @Test
    void moreWorkersThanStudiesAreRefusedBeforeAnythingStarts() {
        CommandRun refused = train("crowd", 50);
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("TRAIN studies for 50 workers").contains("averaging.workers");
        assertThat(folder.resolve("crowd")).doesNotExist();
    }

    @Test
    void aWorkersOwnFailureEndsTheRunWithItsReason() {
        CommandRun failed =
                train("diverged", 2, "optim.base-lr=1e30", "optim.clip-gradient=0", "optim.lr-scaling=none");
        assertThat(failed.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(failed.err()).containsPattern("worker \\d: iteration \\d+: .* wanted a finite number");
    }

    /** Only worker 0 writes and fails, so the other worker must learn of the failure from it. */
    @ParameterizedTest
    @CsvSource({"ring, gradients", "parameter-server, parameters"})
    void whatOneWorkerAloneCannotDoEndsTheRunAtOnceWithItsReason(String method, String mode) throws IOException {
        String run = "blocked-" + method;
        String[] sets = {"averaging.method=" + method, "averaging.mode=" + mode, "averaging.period=2"};
        assertThat(train(run, 2, sets).code()).isEqualTo(ExitCode.DONE);
        Path checkpoints = folder.resolve(run).resolve("checkpoints");
        try (Stream<Path> files = Files.list(checkpoints)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(checkpoints);
        Files.writeString(checkpoints, "a file where a folder is wanted");
        CommandRun failed = train(run, 2, sets);
        assertThat(failed.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(failed.err()).contains("worker 0: cannot write").doesNotContain("workers were lost");
    }
}
