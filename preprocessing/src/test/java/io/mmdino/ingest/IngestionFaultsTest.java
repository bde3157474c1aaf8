package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.archive.ArchiveException;
import io.mmdino.disk.Progress;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardException;
import io.mmdino.shard.ShardReader;
import io.mmdino.shard.ShardState;
import io.mmdino.study.ExternalSettings;
import io.mmdino.study.ImageSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.volume.NiftiLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestionFaultsTest {

    private final SparkSession spark = LocalSpark.session();

    @TempDir
    Path temp;

    @AfterEach
    void diskHasSpaceAgain() {
        System.clearProperty(FullDisk.PROPERTY);
        System.clearProperty(FullDisk.KEPT);
    }

    @Test
    void anEmptyArchiveIsAnErrorAndMakesNoOutput() throws IOException {
        Files.createDirectories(temp.resolve("archive"));
        assertThatThrownBy(() -> ingest(SmallCohort.settings()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("no study in the input folder");
        assertThat(temp.resolve("shards")).doesNotExist();
    }

    @Test
    void anOutputOfOtherSettingsIsRefusedAndLeftAlone() throws IOException {
        cohort().full("001");
        ingest(SmallCohort.settings());
        byte[] before = Files.readAllBytes(temp.resolve("shards/_CURRENT"));
        IngestSettings other = new IngestSettings(
                List.of("t1", "t2"),
                1,
                16,
                8,
                0,
                0.2,
                0.2,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                NiftiLimits.DEFAULT);
        assertThatThrownBy(() -> ingest(other))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("was cut with other settings")
                .hasMessageContaining("Name another output folder");
        assertThat(temp.resolve("shards/_CURRENT")).hasBinaryContent(before);
    }

    @Test
    void anOutputOfAnotherKeyIsRefused() throws IOException {
        cohort().full("001");
        ingest(SmallCohort.settings());
        Path file = Files.writeString(temp.resolve("key"), "0123456789abcdef0123456789abcdef\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        IngestRequest other = IngestRequest.of(
                temp.resolve("archive").toString(),
                temp.resolve("shards").toString(),
                IdKey.fromFile(file),
                SmallCohort.settings());
        assertThatThrownBy(() -> Ingestion.run(spark, other, Progress.silent()))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("another id key");
    }

    @Test
    void anOutputFolderThatIsSomethingElseIsLeftAlone() throws IOException {
        cohort().full("001");
        Files.createDirectories(temp.resolve("shards"));
        Files.writeString(temp.resolve("shards/thesis.doc"), "mine");
        assertThatThrownBy(() -> ingest(SmallCohort.settings()))
                .isInstanceOf(ShardException.class)
                .hasMessageContaining("exists and is not a shard folder");
        assertThat(temp.resolve("shards")).isDirectoryNotContaining("glob:**run*");
    }

    @Test
    void labelsThatNameNoStudyAreAnError() throws IOException {
        cohort().full("001");
        Path labels = Files.writeString(temp.resolve("labels.csv"), "Patient,WHO2021_Int\nX1,1\n");
        assertThatThrownBy(() -> Ingestion.run(spark, labelled(labels), Progress.silent()))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("names none of the 1 studies");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/part-", "/manifest-", "/index-"})
    void aFullDiskIsAClearErrorAndTheOldStateStands(String where) throws IOException {
        cohort().full("001");
        ingestTo("full://" + temp.resolve("shards"));
        byte[] before = Files.readAllBytes(temp.resolve("shards/_CURRENT"));
        cohort().full("002");
        System.setProperty(FullDisk.PROPERTY, where);
        assertThatThrownBy(() -> ingestTo("full://" + temp.resolve("shards")))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("no space left")
                .hasMessageContaining("as it was before");
        assertThat(temp.resolve("shards/_CURRENT")).hasBinaryContent(before);
        try (Stream<Path> runs = Files.list(temp.resolve("shards"))) {
            assertThat(runs.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("_CURRENT", "run-000001");
        }
        System.clearProperty(FullDisk.PROPERTY);
        assertThat(ingestTo("full://" + temp.resolve("shards")).accepted()).isEqualTo(1);
    }

    @Test
    void oldFilesThatCannotBeDeletedDoNotUndoTheNewState() throws IOException {
        String output = "full://" + temp.resolve("shards");
        for (String study : List.of("001", "002")) {
            cohort().full(study);
            ingestTo(output);
        }
        cohort().full("003");
        System.setProperty(FullDisk.KEPT, "run-000001");
        assertThat(ingestTo(output).accepted()).isEqualTo(1);
        ShardReader shards = ShardReader.open(spark.sparkContext().hadoopConfiguration(), output);
        assertThat(shards.state().run()).isEqualTo(3);
        assertThat(shards.state().shards()).hasSize(3);
        for (ShardState.ShardFile shard : shards.state().files()) {
            assertThat(temp.resolve("shards").resolve(shard.file())).hasSize(shard.bytes());
        }
        assertThat(temp.resolve("shards").resolve(shards.state().manifest().file()))
                .isNotEmptyFile();
    }

    @Test
    void whatAKilledRunLeftIsClearedAwayAndItsNumberIsTaken() throws IOException {
        cohort().full("001");
        Path left = temp.resolve("shards/run-000001/shards/_temporary");
        Files.createDirectories(left);
        Files.writeString(left.resolve("part-00000.parquet"), "half");
        IngestSummary summary = ingest(SmallCohort.settings());
        assertThat(summary.accepted()).isEqualTo(1);
        assertThat(left.resolve("part-00000.parquet")).doesNotExist();
        assertThat(ShardReader.open(
                                spark.sparkContext().hadoopConfiguration(),
                                temp.resolve("shards").toString())
                        .state()
                        .run())
                .isEqualTo(1);
    }

    private IngestSummary ingest(IngestSettings settings) throws IOException {
        return Ingestion.run(
                spark,
                IngestRequest.of(
                        temp.resolve("archive").toString(),
                        temp.resolve("shards") + "/",
                        IdKey.publicDefault(),
                        settings),
                Progress.silent());
    }

    private IngestSummary ingestTo(String output) throws IOException {
        return Ingestion.run(
                spark,
                IngestRequest.of(
                        temp.resolve("archive").toString(), output, IdKey.publicDefault(), SmallCohort.settings()),
                Progress.silent());
    }

    private IngestRequest labelled(Path labels) {
        IngestRequest.Tables usual = IngestRequest.Tables.none();
        return IngestRequest.of(
                        temp.resolve("archive").toString(),
                        temp.resolve("shards").toString(),
                        IdKey.publicDefault(),
                        SmallCohort.settings())
                .withTables(
                        new IngestRequest.Tables(Optional.of(labels.toString()), usual.splits(), usual.columns()), "");
    }

    private SmallCohort cohort() {
        return new SmallCohort(temp.resolve("archive"));
    }
}
