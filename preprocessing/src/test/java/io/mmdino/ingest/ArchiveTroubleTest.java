package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveListing;
import io.mmdino.archive.ArchiveSeries;
import io.mmdino.archive.FolderListing;
import io.mmdino.disk.Progress;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardReader;
import io.mmdino.study.ExternalSettings;
import io.mmdino.study.ImageSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.study.StudyImages;
import io.mmdino.study.StudyReader;
import io.mmdino.volume.NiftiLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with an archive while it is read: a row or a note, never a crash. */
class ArchiveTroubleTest {

    private static final IdKey KEY = IdKey.publicDefault();

    private final SparkSession spark = LocalSpark.session();
    private final Configuration conf = spark.sparkContext().hadoopConfiguration();

    @TempDir
    Path temp;

    @Test
    void emptyFilesAndLinksToNothingAreRefusedByName() throws IOException {
        SmallCohort cohort = new SmallCohort(temp.resolve("archive"))
                .full("001")
                .study("002", "t1")
                .study("003", "t1");
        Files.write(cohort.path("002", "t1"), new byte[0]);
        Files.delete(cohort.path("003", "t1"));
        Files.createSymbolicLink(cohort.path("003", "t1"), temp.resolve("nowhere"));
        IngestSummary summary = ingest(folder());
        assertThat(summary.accepted()).isEqualTo(1);
        assertThat(summary.refused()).isEqualTo(2);
        assertThat(entry("002").reason()).contains("t1 was left out: the file ends after 0 bytes");
        assertThat(entry("003").reason()).contains("t1 was left out: the file is not there: a link leads nowhere");
    }

    @Test
    void aStudyIsTakenWithoutTheImageThatALinkToNothingStandsForAndWithItOnceItIsFetched() throws IOException {
        SmallCohort cohort = new SmallCohort(temp.resolve("archive")).study("001", "t1", "t2");
        byte[] image = Files.readAllBytes(cohort.path("001", "t2"));
        Files.delete(cohort.path("001", "t2"));
        Path content = temp.resolve("content");
        Files.createSymbolicLink(cohort.path("001", "t2"), content);
        assertThat(ingest(folder()).accepted()).isEqualTo(1);
        assertThat(entry("001").reason()).contains("t2 was left out: the file is not there");
        assertThat(ingest(folder()).nothingNew()).isTrue();
        Files.write(content, image);
        assertThat(ingest(folder()).accepted()).isEqualTo(1);
        assertThat(entry("001").reason()).doesNotContain("left out");
    }

    @Test
    void filesThatVanishAfterTheListingAreRefusedAndTriedAgain() throws IOException {
        SmallCohort cohort =
                new SmallCohort(temp.resolve("archive")).full("001").study("002", "t1");
        byte[] image = Files.readAllBytes(cohort.path("002", "t1"));
        ArchiveListing vanishing = visitor -> {
            folder().visit(visitor);
            Files.delete(cohort.path("002", "t1"));
        };
        assertThat(ingest(vanishing).refused()).isEqualTo(1);
        assertThat(entry("002").status()).isEqualTo(Status.REFUSED);
        Files.write(cohort.path("002", "t1"), image);
        assertThat(ingest(folder()).accepted()).isEqualTo(1);
    }

    @Test
    void aDicomFileThatVanishesIsRefusedAndNotRemembered() throws IOException {
        new SmallCohort(temp.resolve("archive")).full("001");
        Path lost = temp.resolve("archive/lost.dcm");
        ArchiveListing vanishing = visitor -> {
            folder().visit(visitor);
            visitor.file(new ArchiveFile(lost.toUri().toString().replace("file:///", "file:/"), 500, 1));
        };
        IngestSummary summary = ingest(vanishing);
        assertThat(summary.refused()).isEqualTo(1);
        assertThat(summary.refusals().get(0).reason()).contains("cannot be read (FileNotFoundException)");
        assertThat(temp.resolve("shards.headers")).doesNotExist();
    }

    @Test
    void foldersThatCannotBeListedAreNotedAndForgetNobody() throws IOException {
        new SmallCohort(temp.resolve("archive")).full("001");
        ArchiveListing closed = visitor -> {
            folder().visit(visitor);
            visitor.leftOut(ArchiveListing.LeftOut.UNREADABLE_FOLDER);
        };
        IngestSummary summary = ingest(closed);
        assertThat(summary.notes()).anyMatch(note -> note.startsWith("1 folders could not be listed"));
        assertThat(summary.missed()).hasSize(1);
        IngestRequest forget = IngestRequest.of(
                        temp.resolve("archive").toString(),
                        temp.resolve("shards").toString(),
                        KEY,
                        SmallCohort.settings())
                .forgettingAbsent();
        assertThatThrownBy(() -> Ingestion.run(() -> spark, conf, forget, closed, Progress.silent()))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("leave out --forget-absent");
    }

    @Test
    void theVolumesOfAStudyTogetherAreHeldToTheLimitBeforeTheyAreRead() throws IOException {
        SmallCohort cohort = new SmallCohort(temp.resolve("archive")).full("001");
        long one = 20L * 24 * 18;
        NiftiLimits three = new NiftiLimits(one, 3 * one, 4096, 1 << 20, 1 << 20, 0.01, 100);
        Map<String, List<ArchiveSeries>> sources = new java.util.TreeMap<>();
        for (String sequence : List.of("t1", "t1c", "t2", "flair")) {
            Path file = cohort.path("001", sequence);
            ArchiveFile place = new ArchiveFile(file.toString(), Files.size(file), 0);
            sources.put(sequence, List.of(new ArchiveSeries(ArchiveSeries.Format.NIFTI, List.of(place))));
        }
        StudyImages images = new StudyReader(conf, three).read(sources);
        assertThat(images.volumes()).hasSize(3);
        assertThat(images.faults(ImageSettings.Unreadable.REFUSE))
                .contains("20 x 24 x 18 voxels, more than the limit of 1")
                .contains("may have 25920 voxels together (limits.max-study-voxels), of which 0 were left");
    }

    @Test
    void aStudyWhoseCommonGridWouldBeTooLargeIsRefused() throws IOException {
        SmallCohort cohort = new SmallCohort(temp.resolve("archive")).full("001");
        assertThat(cohort.path("001", "t1")).exists();
        long one = 20L * 24 * 18;
        NiftiLimits limits = new NiftiLimits(8 * one, 8 * one, 4096, 1 << 20, 1 << 20, 0.01, 100);
        IngestSettings fine = new IngestSettings(
                List.of("t1", "t1c", "t2", "flair"),
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
                limits);
        IngestSummary summary = Ingestion.run(
                spark,
                IngestRequest.of(
                        temp.resolve("archive").toString(),
                        temp.resolve("shards").toString(),
                        KEY,
                        fine),
                Progress.silent());
        assertThat(summary.refusals().get(0).reason()).contains("limits.max-study-voxels");
    }

    private FolderListing folder() {
        return new FolderListing(conf, temp.resolve("archive").toString());
    }

    private IngestSummary ingest(ArchiveListing listing) throws IOException {
        IngestRequest request = IngestRequest.of(
                temp.resolve("archive").toString(), temp.resolve("shards").toString(), KEY, SmallCohort.settings());
        return Ingestion.run(() -> spark, conf, request, listing, Progress.silent());
    }

    private ManifestEntry entry(String subject) throws IOException {
        ShardReader reader = ShardReader.open(conf, temp.resolve("shards").toString());
        return Manifest.read(reader.folder(), reader.state())
                .find(KEY.study(subject + "_ses-preop"))
                .orElseThrow();
    }
}
