package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on two executors of a standalone cluster under several faults, compared with an undisturbed run. */
@ExtendWith(SharedCluster.class)
@Timeout(480)
class TrainFaultsIT {

    private static final String LAST = "checkpoints/step-00000040.safetensors";

    /** A limit that only a hanging run reaches, also on a busy machine. */
    private static final int SECONDS = 300;

    /** About seven seconds of training, with a checkpoint every ten of forty iterations. */
    private static final String RECIPE =
            """
            model:
              backbone: {architecture: custom, width: 96, depth: 2, heads: 3, patch: 8, image-size: 32, layer-scale: 1.0}
              dino-head: {hidden: 64, bottleneck: 16, prototypes: 3}
              ibot-head: {hidden: 64, bottleneck: 16, prototypes: 3}
            crops: {global-size: 64, local-size: 32, local-count: 4}
            optim: {epochs: 4, epoch-length: 10, warmup-epochs: 1, freeze-backbone-epochs: 0, teacher-temperature-warmup-epochs: 2}
            train: {batch-size: 6, lanes: 1, checkpoint-iterations: 10, validation-iterations: 0}
            averaging: {workers: 2, period: 5, timeout-seconds: 20}
            """;

    /** One core of each worker, and a lost executor is noticed in seconds instead of minutes. */
    private static final String SPARK = "--conf spark.cores.max=2 --conf spark.network.timeout=15s"
            + " --conf spark.network.timeoutInterval=5s --conf spark.executor.heartbeatInterval=2s --conf spark.executor.memory=800m";

    @TempDir
    static Path folder;

    @BeforeAll
    static void shards() throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
        done(
                Submitted.locally(
                        "phantom", "--output", at("cohort"), "--studies", "13", "--seed", "1", "--size", "64"),
                60);
        done(Submitted.locally("ingest", "--input", at("cohort"), "--output", at("shards")), 60);
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static Submitted.Outcome done(Submitted job, long seconds) {
        try (job) {
            Submitted.Outcome outcome = job.await(seconds);
            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
            return outcome;
        }
    }

    private static Submitted train(LocalCluster cluster, String run, String mode, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "train",
                "--shards",
                "../" + folder.getFileName()
                        + "/shards", // the drivers' working folders lie beside this one, the executors' do not
                "--output",
                at(run),
                "--config",
                at("recipe.yaml"),
                "--set",
                "averaging.mode=" + mode));
        words.addAll(List.of(more));
        return Submitted.to(cluster, Map.of("MMDINO_SUBMIT_OPTS", SPARK), words.toArray(String[]::new));
    }

    /** Weights of an undisturbed run; computed once for each mode. */
    private static byte[] undisturbed(LocalCluster cluster, String mode) throws IOException {
        Path run = folder.resolve("undisturbed-" + mode);
        if (!Files.exists(run.resolve(LAST))) {
            done(train(cluster, run.getFileName().toString(), mode), SECONDS);
        }
        return Files.readAllBytes(run.resolve(LAST));
    }

    private static void awaitIterations(Submitted job, String run, int count) {
        Path metrics = folder.resolve(run).resolve("metrics.jsonl");
        LocalCluster.awaitTrue(count + " iterations of " + run, () -> {
            assertThat(job.driver().isAlive()).as(job.printed()).isTrue();
            return Files.exists(metrics) && Scripts.read(metrics).lines().count() >= count;
        });
    }

    private static void assertUndisturbed(LocalCluster cluster, String run, String mode) throws IOException {
        Path output = folder.resolve(run);
        assertThat(Files.readAllBytes(output.resolve(LAST))).isEqualTo(undisturbed(cluster, mode));
        assertThat(output.resolve("metrics.jsonl"))
                .hasSameBinaryContentAs(folder.resolve("undisturbed-" + mode).resolve("metrics.jsonl"));
        try (Stream<Path> files = Files.list(output.resolve("checkpoints"))) {
            assertThat(files).hasSize(3).allMatch(file -> file.toString().endsWith(".safetensors"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradients", "parameters"})
    void aRunWhoseExecutorIsKilledGoesOnByItselfAndEndsWithTheSameBytes(String mode, LocalCluster cluster)
            throws IOException {
        try (Submitted job = train(cluster, "killed-" + mode, mode)) {
            awaitIterations(job, "killed-" + mode, 23);
            LocalCluster.kill(cluster.awaitExecutors(2).get(1));
            Submitted.Outcome outcome = job.await(SECONDS);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        }
        assertUndisturbed(cluster, "killed-" + mode, mode);
    }

    @Test
    void aRunThatLosesExecutorsBeforeItsFirstCheckpointStartsAgain(LocalCluster cluster) throws IOException {
        try (Submitted job = train(cluster, "early", "gradients", "--set", "train.checkpoint-iterations=40")) {
            for (int iterations : new int[] {3, 23}) {
                awaitIterations(job, "early", iterations);
                assertThat(folder.resolve("early").resolve(LAST)).doesNotExist();
                LocalCluster.kill(cluster.awaitExecutors(2).get(0));
            }
            Submitted.Outcome outcome = job.await(SECONDS);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.err()).contains("going on from iteration 0 (failure 1 of at most 4");
        }
        assertThat(Files.readAllBytes(folder.resolve("early").resolve(LAST)))
                .isEqualTo(undisturbed(cluster, "gradients"));
        assertThat(folder.resolve("early/metrics.jsonl"))
                .hasSameBinaryContentAs(folder.resolve("undisturbed-gradients/metrics.jsonl"));
    }

    @Test
    void aWorkerThatStallsIsNamedAndReplaced(LocalCluster cluster) throws IOException, InterruptedException {
        try (Submitted job = train(cluster, "stalled", "gradients")) {
            awaitIterations(job, "stalled", 23);
            ProcessHandle stalled = cluster.awaitExecutors(2).get(0);
            signal("-STOP", stalled);
            try {
                Submitted.Outcome outcome = job.await(SECONDS);
                assertThat(outcome.exitCode()).as(outcome.err()).isZero();
                assertThat(outcome.err()).containsPattern("going on|lost");
            } finally {
                stalled.destroyForcibly();
            }
        }
        assertUndisturbed(cluster, "stalled", "gradients");
    }

    @Test
    void theSameCommandGoesOnAfterTheDriversDeath(LocalCluster cluster) throws IOException {
        try (Submitted job = train(cluster, "driverless", "gradients")) {
            awaitIterations(job, "driverless", 23);
            LocalCluster.kill(job.driver());
        }
        LocalCluster.awaitTrue(
                "the end of the executors", () -> cluster.executors().isEmpty());
        Submitted.Outcome outcome = done(train(cluster, "driverless", "gradients"), SECONDS);
        assertThat(outcome.err()).contains("going on after 2");
        assertUndisturbed(cluster, "driverless", "gradients");
    }

    @Test
    void strangersAtEveryPortOfTheExecutorsChangeNothing(LocalCluster cluster) throws IOException {
        try (Submitted job = train(cluster, "visited", "gradients")) {
            awaitIterations(job, "visited", 5);
            Set<Integer> ports = new TreeSet<>();
            for (ProcessHandle executor : cluster.awaitExecutors(2)) {
                ports.addAll(listening(executor));
            }
            assertThat(ports).hasSizeGreaterThanOrEqualTo(2);
            ports.forEach(TrainFaultsIT::visit);
            Submitted.Outcome outcome = job.await(SECONDS);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        }
        assertUndisturbed(cluster, "visited", "gradients");
    }

    /** A frame of huge length, garbage, and silence. */
    private static void visit(int port) {
        byte[] huge = {0x7f, -1, -1, -1, -1, -1, -1, -1, 3};
        byte[] garbage = "GET / HTTP/1.1\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        for (byte[] greeting : List.of(huge, garbage, new byte[0])) {
            try (Socket stranger = new Socket()) {
                stranger.connect(new InetSocketAddress("127.0.0.1", port), 2000);
                stranger.setSoTimeout(500);
                stranger.getOutputStream().write(greeting);
                assertThat(stranger.getInputStream().read())
                        .as("an answer from port " + port)
                        .isEqualTo(-1);
            } catch (IOException refused) {
                assertThat(refused).isNotNull(); // closed, reset or silent: no answer either
            }
        }
    }

    /** TCP ports on which a process listens, from /proc. */
    private static List<Integer> listening(ProcessHandle process) throws IOException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        List<Integer> ports = new ArrayList<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(proc.resolve(table))) {
                String[] words = line.strip().split("\\s+");
                if (words.length > 9 && words[3].equals("0A") && sockets.contains("socket:[" + words[9] + "]")) {
                    ports.add(Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }
}
