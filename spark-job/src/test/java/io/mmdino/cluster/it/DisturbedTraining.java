package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Training on two executors of a standalone cluster, disturbed in one way or another, against a run that nothing disturbed. */
@ExtendWith(SharedCluster.class)
@Timeout(900)
abstract class DisturbedTraining {

    static final String LAST = "checkpoints/step-00000040.safetensors";

    /** A limit that only a run that hangs reaches, on a busy machine too. */
    static final int SECONDS = 300;

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
                SECONDS);
        done(Submitted.locally("ingest", "--input", at("cohort"), "--output", at("shards")), SECONDS);
    }

    static String at(String name) {
        return folder.resolve(name).toString();
    }

    static Submitted.Outcome done(Submitted job, long seconds) {
        try (job) {
            Submitted.Outcome outcome = job.await(seconds);
            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
            return outcome;
        }
    }

    static Submitted train(LocalCluster cluster, String run, String mode, String... more) {
        return trainOn(cluster, "", run, mode, more);
    }

    /** @param spark more options of spark-submit */
    static Submitted trainOn(LocalCluster cluster, String spark, String run, String mode, String... more) {
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
        return Submitted.to(cluster, Map.of("MMDINO_SUBMIT_OPTS", SPARK + " " + spark), words.toArray(String[]::new));
    }

    /** The weights of a run that nothing disturbed; computed once for each mode. */
    static byte[] undisturbed(LocalCluster cluster, String mode) throws IOException {
        Path run = folder.resolve("undisturbed-" + mode);
        if (!Files.exists(run.resolve(LAST))) {
            done(train(cluster, run.getFileName().toString(), mode), SECONDS);
        }
        return Files.readAllBytes(run.resolve(LAST));
    }

    static void awaitIterations(Submitted job, String run, int count) {
        Path metrics = folder.resolve(run).resolve("metrics.jsonl");
        LocalCluster.awaitTrue(count + " iterations of " + run, () -> {
            assertThat(job.driver().isAlive()).as(job.printed()).isTrue();
            return Files.exists(metrics) && Scripts.read(metrics).lines().count() >= count;
        });
    }

    static void assertUndisturbed(LocalCluster cluster, String run, String mode) throws IOException {
        Path output = folder.resolve(run);
        assertThat(Files.readAllBytes(output.resolve(LAST))).isEqualTo(undisturbed(cluster, mode));
        assertThat(output.resolve("metrics.jsonl"))
                .hasSameBinaryContentAs(folder.resolve("undisturbed-" + mode).resolve("metrics.jsonl"));
        try (Stream<Path> files = Files.list(output.resolve("checkpoints"))) {
            assertThat(files).hasSize(3).allMatch(file -> file.toString().endsWith(".safetensors"));
        }
    }
}
