package io.mmdino.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.DefaultSettings;
import io.mmdino.config.Settings;
import io.mmdino.disk.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips bits of the texts of a run, and cuts them: each damaged file is named. */
class DamagedRunFolderTest {

    private static final int FLIPS = 40;

    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void begin() throws IOException {
        run = new RunFolder(folder);
        run.begin(settings(), Provenance.here("hash", "shards", "scalar"), OptionalLong.of(1));
    }

    @Test
    void aDamagedSettingsFileIsNamed() throws IOException {
        requireNamed(run.settingsFile(), () -> run.settings(List.of()));
        requireNamed(
                run.settingsFile(),
                () -> run.begin(settings(), Provenance.here("other", "shards", "scalar"), OptionalLong.of(1)));
    }

    @Test
    void aDamagedProvenanceIsNamed() throws IOException {
        requireNamed(run.provenanceFile(), run::provenance);
    }

    @Test
    void settingsWithoutTheirLastLineAreCut() throws IOException {
        String text = Files.readString(run.settingsFile());
        Files.writeString(run.settingsFile(), text.substring(0, text.indexOf("# checksum")));
        assertThatThrownBy(() -> run.settings(List.of()))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("settings.yaml has no whole checksum: it is damaged or cut short");
    }

    @Test
    void aRunOfAVersionWithoutChecksumsIsReadAsItIs() throws IOException {
        EarlierRun.of(folder, "  windows-per-axis: 3\n");
        assertThat(run.settings(List.of()).evaluation().windowsPerAxis()).isEqualTo(1);
        assertThat(run.provenance().settingsHash()).isEqualTo("hash");
    }

    /** Reads something of the run. */
    private interface Use {
        void run() throws IOException;
    }

    private static void requireNamed(Path file, Use use) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int flip = 0; flip < FLIPS; flip++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(whole.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            requireNamed(file, damaged, use, "byte " + at);
            requireNamed(file, Arrays.copyOf(whole, at), use, "cut to " + at);
        }
        Files.write(file, whole);
        if (!file.endsWith(RunFolder.SETTINGS)) {
            assertThatCode(use::run).doesNotThrowAnyException();
        }
    }

    private static void requireNamed(Path file, byte[] damaged, Use use, String what) throws IOException {
        Files.write(file, damaged);
        assertThatThrownBy(use::run)
                .as(what)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.getFileName().toString());
    }

    private static Settings settings() {
        return DefaultSettings.reader().read(Settings.class, Optional.empty(), List.of());
    }
}
