package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.selfcheck.GoldenFolder;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfcheckCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void allKernelsThatRunHereAreCheckedAndTheLastLineIsTheVerdict() throws IOException {
        GoldenFolder.copy(folder, "losses");

        assertThat(run("selfcheck", "--traces", folder.toString())).isEqualTo(ExitCode.DONE);

        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("vector +losses_and_schedules +koleo.grad .*ok"))
                .anyMatch(line -> line.matches("scalar +losses_and_schedules +koleo.grad .*ok"))
                .anyMatch(line -> line.matches("nd4j +losses_and_schedules +koleo.grad .*ok"))
                .anyMatch(line -> line.matches("float64 +differences, separate heads +classifier .*ok"))
                .last()
                .asString()
                .matches("All \\d+ quantities are within their bounds\\.");
    }

    @Test
    void aNumberThatIsOutEndsWithCodeOneAndItsRowAgain() throws IOException {
        GoldenFolder.copy(folder, "losses");
        GoldenFolder.nudge(folder.resolve("losses_and_schedules.safetensors"), "koleo.loss", 0, 0.01);

        assertThat(run("selfcheck", "--traces", folder.toString(), "--kernels", "scalar"))
                .isEqualTo(ExitCode.FAILURE);

        assertThat(out.toString()
                        .lines()
                        .filter(line -> line.matches("scalar +losses_and_schedules +koleo.loss .*OUT")))
                .hasSize(2);
        assertThat(out.toString()).endsWith("1 of " + count() + " quantities are OUT of their bounds.\n");
        assertThat(out.toString()).doesNotContain("nd4j");
    }

    @Test
    void aFolderWithoutTracesIsMisuse() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "nothing");

        assertThat(run("selfcheck", "--traces", folder.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no recorded trace in " + folder);
    }

    @Test
    void aFolderThatIsNotThereAndUnknownKernelsAreMisuse() {
        assertThat(run("selfcheck", "--traces", folder.resolve("none").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("selfcheck", "--traces", folder.toString(), "--kernels", "fpga"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("selfcheck")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("wanted a folder", "fpga", "--traces");
    }

    private long count() {
        long repeated = 1;
        return out.toString()
                        .lines()
                        .filter(line -> line.endsWith("ok") || line.endsWith("OUT"))
                        .count()
                - repeated;
    }

    private int run(String... words) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
