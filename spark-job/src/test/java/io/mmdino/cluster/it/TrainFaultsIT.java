package io.mmdino.cluster.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors that are killed while they train. */
class TrainFaultsIT extends DisturbedTraining {

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

    /** As a spot machine goes: a notice (SIGPWR), and the end a little later. */
    @Test
    void aCheckpointIsSavedBeforeADecommissionedExecutorIsGone(LocalCluster cluster) throws Exception {
        Path run = folder.resolve("spot");
        try (Submitted job = trainOn(
                cluster,
                "--conf spark.decommission.enabled=true",
                "spot",
                "gradients",
                "--set",
                "train.checkpoint-iterations=40")) {
            awaitIterations(job, "spot", 8);
            ProcessHandle executor = cluster.awaitExecutors(2).get(1);
            new ProcessBuilder("kill", "-PWR", Long.toString(executor.pid()))
                    .start()
                    .waitFor();
            LocalCluster.awaitTrue("a checkpoint", () -> hasCheckpoint(run));
            assertThat(run.resolve(LAST)).doesNotExist();
            LocalCluster.kill(executor);
            Submitted.Outcome outcome = job.await(SECONDS);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.err()).containsPattern("going on from iteration [1-9]");
        }
        assertThat(Files.readAllBytes(run.resolve(LAST))).isEqualTo(undisturbed(cluster, "gradients"));
    }

    private static boolean hasCheckpoint(Path run) {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.anyMatch(file -> file.toString().endsWith(".safetensors"));
        } catch (IOException e) {
            return false;
        }
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
}
