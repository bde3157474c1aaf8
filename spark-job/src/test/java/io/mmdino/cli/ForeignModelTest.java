package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.config.DefaultSettings;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignModelTest {

    @TempDir
    Path folder;

    @Test
    void aProgramThatAModelNamesIsNotRunWithoutConsent() throws IOException {
        Path mark = folder.resolve("ran");
        Settings settings = DefaultSettings.reader()
                .read(
                        Settings.class,
                        Optional.empty(),
                        List.of("ingest.external.command=[touch, " + mark + ", \"{input}\", \"{output}\"]"));
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("settings.yaml"), new SettingsDocument(settings).yaml());
        CommandRun refused = score(run);
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("external program touch ").contains("give --run-external");
        CommandRun trusted = score(run, "--run-external");
        assertThat(trusted.err()).contains("no classifier.json").doesNotContain("--run-external if");
        assertThat(mark).doesNotExist();
    }

    private CommandRun score(Path run, String... more) {
        List<Object> words = new java.util.ArrayList<>(
                List.of("score", "--model", run, "--input", folder, "--output", folder.resolve("scores")));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }
}
