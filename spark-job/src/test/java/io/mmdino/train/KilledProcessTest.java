package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose process is killed, which an exception cannot simulate: it may stop in the middle of any operation. */
class KilledProcessTest {

    private static final String LAST =
            "checkpoints/step-%08d.safetensors".formatted(TrainingChild.EPOCHS * TinyTraining.EPOCH);

    @TempDir
    Path folder;

    @Test
    void aRunKilledTwiceEndsWithTheBytesOfAnUndisturbedOne() throws IOException, InterruptedException {
        Path undisturbed = folder.resolve("undisturbed");
        Path killed = folder.resolve("killed");
        Process whole = start(undisturbed);
        killAt(10, killed);
        killAt(40, killed);
        assertThat(killed.resolve(LAST)).doesNotExist();
        finish(start(killed));
        finish(whole);
        for (String file : List.of(LAST, "best.safetensors", "metrics.jsonl")) {
            assertThat(killed.resolve(file)).hasSameBinaryContentAs(undisturbed.resolve(file));
        }
    }

    /** Kills the child when it has printed this iteration; by then it may be in a later one. */
    private static void killAt(int iteration, Path run) throws IOException, InterruptedException {
        Process child = start(run);
        try (BufferedReader lines = child.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.equals(Integer.toString(iteration))) {
                line = lines.readLine();
            }
            assertThat(line).as("the child ended by itself").isNotNull();
            child.destroyForcibly();
        }
        assertThat(child.waitFor()).isNotZero();
    }

    private static Process start(Path run) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--add-modules",
                        "jdk.incubator.vector,jdk.incubator.foreign",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainingChild.class.getName(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void finish(Process child) throws IOException, InterruptedException {
        try (BufferedReader lines = child.inputReader()) {
            lines.lines().forEach(line -> {});
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
    }
}
