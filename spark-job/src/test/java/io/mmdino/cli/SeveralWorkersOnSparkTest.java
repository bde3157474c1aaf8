package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.checkpoint.Safetensors;
import io.mmdino.kernel.Tensor;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
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
                    "averaging.period=2",
                    "losses.koleo-weight=0");
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
    void aRunGoesOnWhereItWasCut() throws IOException {
        assertThat(train("cut", 2).code()).isZero();
        Path last = folder.resolve("cut").resolve(LAST);
        byte[] undisturbed = Files.readAllBytes(last);
        Files.delete(last);
        Files.delete(folder.resolve("cut/classifier.json"));
        assertThat(train("cut", 2).code()).isZero();
        assertThat(Files.readAllBytes(last)).isEqualTo(undisturbed);
        assertThat(train("cut", 2).code()).isEqualTo(ExitCode.NOTHING_NEW);
    }

    @ParameterizedTest
    @CsvSource({"0, 1e-5", "0.1, 1e-4"}) // KoLeo's gradient enlarges the rounding of tokens that lie close
    void workersTrainAsOneWithTheJoinedBatchDoes(double koleo, double bound) throws IOException {
        String run = "joined-" + koleo + "-";
        for (int workers : new int[] {1, 2, 3}) {
            String batch = "train.batch-size=" + 12 / workers;
            String[] sets = {batch, "train.precision=float32", "losses.koleo-weight=" + koleo};
            assertThat(train(run + workers, workers, sets).code()).isZero();
        }
        assertThat(Math.max(distance(run + 2, run + 1), distance(run + 3, run + 1)))
                .isLessThan(bound);
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "2, 1", "1, 2"})
    void aRunGoesOnWithAnotherNumberOfWorkersAndProvenanceSaysSo(int before, int after) throws IOException {
        String run = before + "-then-" + after;
        assertThat(train(run, before, "train.precision=float32").code()).isZero();
        Path last = folder.resolve(run).resolve(LAST);
        Path undisturbed = Files.copy(last, folder.resolve(run + ".safetensors"));
        Files.delete(last);
        assertThat(train(run, after, "train.precision=float32").code()).isZero();
        assertThat(distance(last, undisturbed)).isLessThan(1e-5);
        assertThat(Files.readString(folder.resolve(run).resolve("provenance.json"))
                        .replaceAll("\\s", ""))
                .contains("\"workers\":[{\"iteration\":0,\"workers\":" + before + "},{\"iteration\":4,\"workers\":"
                        + after + "}]");
    }

    @Test
    void whatCannotGoOnWithSoManyWorkersIsRefusedWithTheReason() throws IOException {
        assertThat(train("small", 1, "train.batch-size=1").code()).isZero();
        CommandRun crowd = train("small", 2, "train.batch-size=1");
        assertThat(crowd.code()).isEqualTo(ExitCode.USAGE);
        assertThat(crowd.err())
                .contains("averaging.workers is 2, wanted 1 or fewer")
                .contains("1 studies a step");
        CommandRun otherBatch = train("small", 2, "train.batch-size=3");
        assertThat(otherBatch.code()).isEqualTo(ExitCode.USAGE);
        assertThat(otherBatch.err()).contains("train.batch-size was 1, now 3");
    }

    @Test
    void aRunWithoutACheckpointTakesTheCorrectedSettings() throws IOException {
        assertThat(train("typo", 2, "optim.base-lr=1e30", "optim.clip-gradient=0", "optim.lr-scaling=none")
                        .code())
                .isEqualTo(ExitCode.FAILURE);
        assertThat(folder.resolve("typo/settings.yaml")).exists();
        CommandRun corrected = train("typo", 1);
        assertThat(corrected.code()).as(corrected.err()).isZero();
        assertThat(Files.readString(folder.resolve("typo/settings.yaml"))).contains("workers: 1");
    }

    /** No master answers at this address, so a command that opened Spark would fail. */
    private static CommandRun onAClusterThatIsNotThere(Supplier<CommandRun> command, String... conf) {
        Map<String, String> before = new HashMap<>();
        Stream.concat(Stream.of("spark.master=spark://127.0.0.1:1"), Stream.of(conf))
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> before.put(setting[0], System.setProperty(setting[0], setting[1])));
        try {
            return command.get();
        } finally {
            before.forEach((key, value) -> {
                System.clearProperty(key);
                if (value != null) {
                    System.setProperty(key, value);
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"ring, gradients, 2", "ring, gradients, 1", "parameter-server, parameters, 2"})
    void trainingUnderDynamicAllocationIsRefusedAtOnceWithTheSetting(String method, String mode, int workers) {
        CommandRun refused = onAClusterThatIsNotThere(
                () -> train("dynamic", workers, "averaging.method=" + method, "averaging.mode=" + mode),
                "spark.dynamicAllocation.enabled=true");
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("spark.dynamicAllocation.enabled is true, wanted false for train");
        assertThat(folder.resolve("dynamic")).doesNotExist();
    }

    @Test
    void aFinishedRunIsRecognisedBeforeSparkIsOpened() {
        assertThat(train("finished", 2).code()).isZero();
        CommandRun again = onAClusterThatIsNotThere(() -> train("finished", 2));
        assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.NOTHING_NEW);
        assertThat(again.out()).contains("nothing to do");
    }

    private static double distance(String run, String other) throws IOException {
        return distance(folder.resolve(run).resolve(LAST), folder.resolve(other).resolve(LAST));
    }

    /** Largest difference between two students' weights, but for the keys' biases, whose gradient is rounding noise. */
    private static double distance(Path checkpoint, Path other) throws IOException {
        double worst = 0;
        try (Safetensors a = Safetensors.open(checkpoint);
                Safetensors b = Safetensors.open(other)) {
            for (String name : a.tensors().keySet()) {
                if (name.startsWith("student.") && !name.endsWith("attn.qkv.bias")) {
                    float[] mine = values(a, name);
                    float[] its = values(b, name);
                    for (int i = 0; i < mine.length; i++) {
                        worst = Math.max(worst, Math.abs(mine[i] - its[i]));
                    }
                }
            }
        }
        return worst;
    }

    private static float[] values(Safetensors file, String name) throws IOException {
        int length = (int) file.tensors().get(name).shape().stream()
                .mapToLong(Number::longValue)
                .reduce(1, Math::multiplyExact);
        Tensor values = Tensor.host(Tensor.Type.FLOAT32, 1, length);
        file.into(name, values);
        return values.toFloats();
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
