package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.DefaultSettings;
import io.mmdino.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    Path folder;

    private static Settings settings(String... sets) {
        return DefaultSettings.reader().read(Settings.class, Optional.empty(), List.of(sets));
    }

    private static Provenance origin(String hash) {
        return Provenance.here(hash, "shards", "scalar");
    }

    @Test
    void aFolderOfTheSameRunIsGoneOnWith() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        run.begin(settings(), origin("a"));
        String written = Files.readString(run.settingsFile());
        assertThatCode(() -> run.begin(settings("train.lanes=3"), origin("a"))).doesNotThrowAnyException();
        assertThat(run.settingsFile()).hasContent(written);
        assertThat(run.settings(List.of())).isEqualTo(settings());
        assertThat(run.iterations()).isZero();
    }

    @Test
    void anotherRunIsNamedByWhatDiffers() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.begin(settings(), origin("a"));
        assertThatThrownBy(() -> run.begin(settings("optim.epochs=40"), origin("b")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("other settings (optim.epochs was 200, now 40)");
        assertThatThrownBy(() -> run.begin(settings(), origin("b")))
                .hasMessageContaining("on other studies, labels or starting weights");
    }

    @Test
    void aRunKilledBeforeItHadBegunLeavesAFolderThatMayBeTaken() throws IOException {
        Files.writeString(folder.resolve("settings.yaml"), "half a set");
        Files.writeString(folder.resolve("provenance.json.tmp"), "{");
        RunFolder run = new RunFolder(folder);
        run.begin(settings(), origin("a"));
        assertThat(run.settings(List.of())).isEqualTo(settings());
    }

    @Test
    void theHashFollowsWhatDecidesTheWeightsAndNothingElse() throws IOException {
        String hash = RunHash.of(settings(), "shards");
        assertThat(RunHash.of(
                        settings(
                                "train.lanes=7",
                                "train.kernels=scalar",
                                "train.checkpoint-iterations=3",
                                "evaluation.seed=4",
                                "ingest.test-share=0.3"),
                        "shards"))
                .isEqualTo(hash);
        assertThat(RunHash.of(settings(), "others")).isNotEqualTo(hash);
        for (String set : List.of("train.seed=1", "optim.beta1=0.8", "losses.koleo-weight=0", "crops.flip=0")) {
            assertThat(RunHash.of(settings(set), "shards")).as(set).isNotEqualTo(hash);
        }
    }

    @Test
    void twoTrainingsDoNotShareAFolder() throws IOException {
        try (RunLock first = RunLock.take(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> RunLock.take(folder)).hasMessageContaining("another train is at work");
        }
        assertThatCode(() -> RunLock.take(folder).close()).doesNotThrowAnyException();
    }
}
