package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options given by {@code @FILE}, which keeps them out of the list of processes. */
class OptionsFileTest {

    @TempDir
    Path temp;

    @Test
    void optionsInAFileAreReadAsIfTheyWereTyped() throws IOException {
        Path cohort = temp.resolve("cohort with spaces");
        Path file =
                Files.writeString(temp.resolve("options.txt"), "--output \"" + cohort + "\"\n--studies 1\n--size 64\n");
        assertThat(CommandRun.of("phantom", "@" + file).code()).isEqualTo(ExitCode.DONE);
        assertThat(cohort).isNotEmptyDirectory();
    }

    @Test
    void anAddressWithKeysIsRefusedWhereverItStands() throws IOException {
        String address = "s3a://key:secretword@bucket/archive";
        Path file = Files.writeString(temp.resolve("options.txt"), "--input " + address + "\n--output out\n");
        for (CommandRun run : new CommandRun[] {
            CommandRun.of("ingest", "--input", address, "--output", "out"), CommandRun.of("ingest", "@" + file)
        }) {
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("has a user or a password in it").doesNotContain("secretword");
        }
    }
}
