package io.mmdino.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.claim.BusyException;
import io.mmdino.config.DefaultSettings;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    Path folder;

    private static Settings settings(String... sets) {
        return DefaultSettings.reader().read(Settings.class, Optional.empty(), List.of(sets));
    }

    private static final OptionalLong AT_WORK = OptionalLong.of(3);

    private static Provenance origin(String hash) {
        return Provenance.here(hash, "shards", "scalar");
    }

    @Test
    void aFolderOfTheSameRunIsGoneOnWith() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        run.begin(settings(), origin("a"), AT_WORK);
        String written = Files.readString(run.settingsFile());
        assertThatCode(() -> run.begin(settings("train.lanes=3"), origin("a"), AT_WORK))
                .doesNotThrowAnyException();
        assertThat(run.settingsFile()).hasContent(written);
        assertThat(run.settings(List.of())).isEqualTo(settings());
        assertThat(run.iterations()).isZero();
    }

    @Test
    void anotherRunIsNamedByWhatDiffers() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.begin(settings(), origin("a"), AT_WORK);
        assertThatThrownBy(() -> run.begin(settings("optim.epochs=40"), origin("b"), AT_WORK))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("other settings (optim.epochs was 200, now 40)");
        assertThatThrownBy(() -> run.begin(settings(), origin("b"), AT_WORK))
                .hasMessageContaining("on other studies, labels or starting weights");
    }

    @Test
    void aRunKilledBeforeItHadBegunLeavesAFolderThatMayBeTaken() throws IOException {
        Files.writeString(folder.resolve("settings.yaml"), "half a set");
        Files.writeString(folder.resolve("provenance.json.tmp"), "{");
        RunFolder run = new RunFolder(folder);
        run.begin(settings(), origin("a"), AT_WORK);
        assertThat(run.settings(List.of())).isEqualTo(settings());
    }

    @Test
    void aRunFromBeforeThereWasAPrecisionIsReadInFloat32() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.begin(settings(), origin("a"), AT_WORK);
        EarlierRun.of(folder, "  precision: .*\n");
        assertThat(run.settings(List.of()).train().precision()).isEqualTo("float32");
    }

    /** Runs that earlier versions began are continued: their hashes must not change with the code's layout. */
    @Test
    void theHashIsThatOfEarlierVersions() throws IOException {
        assertThat(RunHash.of(earlier(), "shards"))
                .isEqualTo("6996ee6d90aa32b473e1c22a41532221be73981b8c956ea59c2ebf092693e5a2");
        assertThat(RunHash.of(
                        earlier("train.seed=5", "evaluation.class-names=[a, b, c]", "ingest.window=64"), "shards"))
                .isEqualTo("152fc6abbf743dccb0913a62a1825af419928eb77e6ae4e05a8e86b42ee3067e");
        assertThat(RunHash.of(earlier("averaging.workers=3", "averaging.method=driver"), "shards"))
                .isEqualTo("ce34eae7fbe57a2cb3b36cd0d6201906c75db78459517922a22faf6b6e6f4355");
        assertThat(RunHash.of(
                        earlier(
                                "averaging.workers=3",
                                "averaging.method=parameter-server",
                                "averaging.mode=parameters",
                                "averaging.threshold=0.1"),
                        "shards"))
                .isEqualTo("7598b86b8e3e0bd4749df02da345a9f67cbd55e94f946767bd6b3a74c2c60092");
        assertThat(RunHash.of(
                        earlier("averaging.workers=2", "averaging.mode=parameters", "averaging.outer-momentum=0.9"),
                        "shards"))
                .isEqualTo("e2e1d4314a137342596f2862e6cfe1bef164049ae75073b840f14ae0d3ed9c17");
    }

    /** Settings of versions that had no choice of the largest slice. */
    private static Settings earlier(String... sets) {
        List<String> all = new ArrayList<>(List.of(sets));
        all.add("ingest.images.largest-slice=label-sum");
        return settings(all.toArray(String[]::new));
    }

    /** A run of a version that judged by one axial window and did not record it. */
    private RunFolder earlierRun() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("earlier"));
        run.begin(settings(), origin("a"), AT_WORK);
        String stored = Files.readString(run.settingsFile());
        EarlierRun.of(run.folder(), "  windows-per-axis: 3\n");
        assertThat(stored).doesNotStartWith(Files.readString(run.settingsFile()));
        return run;
    }

    @Test
    void anEarlierRunIsJudgedByOneWindowAsBefore() throws IOException {
        RunFolder run = earlierRun();
        assertThat(run.settings(List.of()).evaluation().windowsPerAxis()).isEqualTo(1);
        assertThat(run.settings(List.of("evaluation.windows-per-axis=2"))
                        .evaluation()
                        .windowsPerAxis())
                .isEqualTo(2);
        assertThat(settings().evaluation().windowsPerAxis()).isEqualTo(3);
    }

    @Test
    void anEarlierRunIsGoneOnWithAndStaysAsItIs() throws IOException {
        RunFolder run = earlierRun();
        String earlier = Files.readString(run.settingsFile());
        run.begin(settings(), origin("a"), AT_WORK);
        assertThat(run.settingsFile()).hasContent(earlier);
        assertThatThrownBy(() -> run.begin(settings("optim.epochs=40"), origin("b"), AT_WORK))
                .hasMessageContaining("other settings (optim.epochs was 200, now 40)");
    }

    @Test
    void otherMissingSettingsOfARunAreFaults() throws IOException {
        RunFolder run = earlierRun();
        Files.writeString(
                run.settingsFile(), Files.readString(run.settingsFile()).replace("  image-side: 224\n", ""));
        assertThatThrownBy(() -> run.settings(List.of())).hasMessageContaining("evaluation.image-side is missing");
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
                                "evaluation.windows-per-axis=1",
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
        try (RunPlace first = place()) {
            first.begin(settings(), origin("a"));
            try (RunPlace second = place()) {
                assertThatThrownBy(() -> second.begin(settings(), origin("a")))
                        .isInstanceOf(BusyException.class)
                        .hasMessageContaining("another train is at work");
            }
        }
        try (RunPlace third = place()) {
            assertThatCode(() -> third.begin(settings(), origin("a"))).doesNotThrowAnyException();
        }
    }

    private RunPlace place() throws IOException {
        return RunPlace.of(new Configuration(), folder.resolve("run").toString(), Optional.empty());
    }

    @Test
    void aRunWithoutACheckpointTakesOtherSettings() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.begin(settings(), origin("a"), OptionalLong.empty());
        run.begin(settings("optim.epochs=40"), origin("b"), OptionalLong.empty());
        assertThat(run.settings(List.of()).optim().epochs()).isEqualTo(40);
        assertThat(run.provenance().settingsHash()).isEqualTo("b");
    }

    @Test
    void provenanceKeepsTheWorkersOfEveryStart() throws IOException {
        RunFolder run = new RunFolder(folder);
        run.begin(settings(), origin("a").trainedBy(0, 4), OptionalLong.empty());
        run.begin(settings(), origin("a").trainedBy(0, 4), OptionalLong.of(20));
        run.begin(settings(), origin("a").trainedBy(0, 3), OptionalLong.of(30));
        run.begin(settings(), origin("a").trainedBy(0, 2), OptionalLong.of(30));
        assertThat(run.provenance().workers()).containsExactly(new Provenance.Crew(0, 4), new Provenance.Crew(30, 2));
    }
}
