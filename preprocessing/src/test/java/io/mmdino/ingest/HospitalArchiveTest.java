package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.dicom.DicomCohort;
import io.mmdino.dicom.DicomCohort.Protocol;
import io.mmdino.disk.Progress;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardReader;
import io.mmdino.shard.ShardState;
import io.mmdino.storage.FaultyFileSystem;
import io.mmdino.survey.ArchiveSurvey.FileCount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DICOM files and containers, as hospitals hand them out. */
class HospitalArchiveTest {

    private static final IdKey KEY = IdKey.publicDefault();

    private final SparkSession spark = LocalSpark.session();
    private final Configuration conf = spark.sparkContext().hadoopConfiguration();

    @TempDir
    Path temp;

    @Test
    void dicomFilesBecomeStudiesAndSeriesByTheirHeaders() throws IOException {
        dicomArchive();
        IngestSummary summary = ingest();
        assertThat(summary.accepted()).isEqualTo(2);
        assertThat(summary.refused()).isEqualTo(1);
        ManifestEntry first = entry("Smith_1.2.10");
        assertThat(first.status()).isEqualTo(Status.ACCEPTED);
        assertThat(first.reason()).contains("more than one series of t2; used one by: ");
        assertThat(used(first)).containsExactly("flair", "t1", "t2");
        assertThat(first.series())
                .filteredOn(series -> series.status() == Status.UNUSED)
                .extracting(ManifestEntry.Series::reason)
                .anyMatch(reason -> reason.contains("localizer") && reason.contains("(3 files)"))
                .anyMatch(reason -> reason.contains("another series of this sequence was used"))
                .anyMatch(reason -> reason.contains("its sequence is ambiguous"));
        assertThat(first.series())
                .filteredOn(series -> series.status() == Status.ACCEPTED)
                .allMatch(series -> series.contentHash().length() == 64 && series.bytes() > 16 * 960);
        assertThat(first.facts().subject()).isEqualTo(KEY.subject("Smith"));
    }

    @Test
    void aSeriesWithAGapIsLeftOutWithItsReasonAndTheNextOneIsTaken() throws IOException {
        new DicomCohort(archive())
                .series("b/1", ".dcm", "Jones", "1.2.20", "1.2.20.1", Protocol.T2, 20, Set.of(7))
                .series("b/2", ".dcm", "Jones", "1.2.20", "1.2.20.2", Protocol.T2, 16, Set.of())
                .series("b/3", ".dcm", "Jones", "1.2.20", "1.2.20.3", Protocol.FLAIR, 16, Set.of(3));
        assertThat(ingest().accepted()).isEqualTo(1);
        ManifestEntry study = entry("Jones_1.2.20");
        assertThat(used(study)).containsExactly("t2");
        assertThat(study.reason()).contains("a series of t2 was left out").contains("a series of flair was left out");
    }

    @Test
    void everyFileIsAccountedFor() throws IOException {
        dicomArchive();
        IngestSummary summary = ingest();
        long files;
        try (Stream<Path> all = Files.walk(archive())) {
            files = all.filter(Files::isRegularFile).count();
        }
        assertThat(summary.files().listed()).isEqualTo(files);
        assertThat(summary.files().balances()).isTrue();
        assertThat(summary.files().refused()).isEqualTo(1); // broken.dcm
        assertThat(summary.files().noImages()).isEqualTo(2); // README, DICOMDIR
        assertThat(summary.files().unused()).isEqualTo(3 + 12);
        assertThat(summary.refusals().get(0).reason()).contains("not a DICOM file");
    }

    @Test
    void aSecondRunReadsNoHeaderAndNeedsNoSpark() throws IOException {
        dicomArchive();
        zip("c.zip", "sub-Z_t1.nii.gz");
        ingest();
        IngestSummary second = Ingestion.run(
                () -> {
                    throw new AssertionError("nothing has changed");
                },
                conf,
                request(),
                Progress.silent());
        assertThat(second.nothingNew()).isTrue();
        assertThat(second.unchanged()).isEqualTo(4);
        assertThat(second.refusedBefore()).isEqualTo(1);
        assertThat(second.files().containers()).isEqualTo(1);
    }

    @Test
    void aNewLabelReachesAStudyWhoseHeadersAreRemembered() throws IOException {
        dicomArchive();
        ingest();
        Files.writeString(archive().resolve("phenoData.csv"), "Patient,WHO2021_Int\nSmith,2\n");
        assertThat(ingest().accepted()).isEqualTo(1);
        assertThat(entry("Smith_1.2.10").facts().label()).hasValue(2);
    }

    @Test
    void studiesInContainersAreFoundAndBrokenContainersStopNobody() throws IOException {
        zip("deep/a.zip", "sub-A_t1.nii.gz", "sub-A_flair.nii.gz", "notes.txt", "inner.zip");
        tarGz("b.tar.gz", "sub-B_t2.nii.gz");
        Files.write(archive().resolve("broken.zip"), new byte[] {'P', 'K', 3, 4, 9, 9, 9, 9});
        IngestSummary summary = ingest();
        assertThat(summary.accepted()).isEqualTo(2);
        assertThat(summary.refused()).isEqualTo(2);
        assertThat(used(entry("A"))).containsExactly("flair", "t1");
        assertThat(used(entry("B"))).containsExactly("t2");
        assertThat(summary.refusals())
                .extracting(IngestSummary.Refusal::reason)
                .anyMatch(reason -> reason.contains("a container in a container"));
        assertThat(summary.files()).isEqualTo(new FileCount(3 + 5, 3, 0, 2, 0, 1, 2));
    }

    @Test
    void aStudyMayLieInADicomTarball() throws IOException {
        Path outside = temp.resolve("outside");
        new DicomCohort(outside).series("s", "", "Brown", "1.2.30", "1.2.30.1", Protocol.T2, 16, Set.of());
        Files.createDirectories(archive());
        try (TarArchiveOutputStream tar = tar("study.tgz");
                Stream<Path> files = Files.list(outside.resolve("s"))) {
            for (Path file : files.toList()) {
                put(tar, "x/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        assertThat(ingest().accepted()).isEqualTo(1);
        assertThat(used(entry("Brown_1.2.30"))).containsExactly("t2");
    }

    @Test
    void whatIsKeptBetweenRunsNamesNobody() throws IOException {
        dicomArchive();
        zip("c.zip", "sub-Wilson_t1.nii.gz");
        ingest();
        Path headers = temp.resolve("shards.headers");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(headers)))
                .isEqualTo("rw-------");
        List<Path> kept;
        try (Stream<Path> files = Files.walk(temp.resolve("shards"))) {
            kept = Stream.concat(Stream.of(headers), files.filter(Files::isRegularFile))
                    .toList();
        }
        for (Path file : kept) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .doesNotContain("Smith", "Jones", "Wilson", "1.2.10", "slice-");
        }
        assertThat(temp.resolve("shards.crosswalk.csv")).content().contains("Smith_1.2.10", "Wilson");
    }

    /** NIfTI, DICOM, zip, gzipped tar and a table; read from a store where one request in eight fails or is cut short. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anArchiveInAStoreThatFailsIsReadAsOneOnTheDisk(long seed) throws IOException {
        dicomArchive();
        new SmallCohort(archive()).full("001").study("002", "t1", "flair");
        zip("deep/a.zip", "sub-A_t1.nii.gz", "sub-A_flair.nii.gz", "notes.txt");
        tarGz("b.tar.gz", "sub-B_t2.nii.gz");
        Files.writeString(archive().resolve("phenoData.csv"), "Patient,WHO2021_Int\nSmith,2\n001,1\nB,0\n");
        IngestSummary local = ingest();
        Configuration failing = FaultyFileSystem.settings(conf, "20s");
        FaultyFileSystem.Plan faults = FaultyFileSystem.seeded(seed, 8);
        FaultyFileSystem.follow((request, path) ->
                path.toString().contains("/archive/") ? faults.of(request, path) : FaultyFileSystem.Fault.NONE);
        IngestSummary stored =
                Ingestion.run(() -> spark, failing, request("faulty://" + archive(), "stored"), Progress.silent());
        assertThat(FaultyFileSystem.failures()).isGreaterThan(20);
        assertThat(stored.accepted()).isEqualTo(local.accepted());
        assertThat(stored.files()).isEqualTo(local.files());
        assertThat(windows(conf, temp.resolve("stored").toString()))
                .isEqualTo(windows(conf, temp.resolve("shards").toString()));
        // What ingest keeps is read with the same faults: state, manifest, crosswalk, remembered headers, shards.
        FaultyFileSystem.follow(FaultyFileSystem.seeded(seed, 8));
        IngestSummary again = Ingestion.run(
                () -> {
                    throw new AssertionError("nothing has changed");
                },
                failing,
                request("faulty://" + archive(), "faulty://" + temp.resolve("stored")),
                Progress.silent());
        assertThat(again.nothingNew()).isTrue();
        assertThat(windows(failing, "faulty://" + temp.resolve("stored")))
                .isEqualTo(windows(conf, temp.resolve("shards").toString()));
        FaultyFileSystem.follow((request, path) -> FaultyFileSystem.Fault.NONE);
    }

    /** What a shard folder holds of its studies, but for what follows the archive's address: ids of files that are refused. */
    private static List<String> windows(Configuration conf, String folder) throws IOException {
        ShardReader reader = ShardReader.open(conf, folder);
        List<String> found = new ArrayList<>();
        for (ManifestEntry entry :
                Manifest.read(reader.folder(), reader.state()).entries()) {
            boolean accepted = entry.status() == Status.ACCEPTED;
            found.add(entry.status() + " " + entry.reason() + (accepted ? entry.facts() + entry.contentHash() : ""));
        }
        Collections.sort(found);
        for (ShardState.Shard shard : reader.state().shards()) {
            reader.read(
                    shard,
                    record -> found.add(shard.study() + " " + record.slice() + " " + Arrays.hashCode(record.window())
                            + " " + Arrays.hashCode(record.foreground())));
        }
        return found;
    }

    private Path archive() {
        return temp.resolve("archive");
    }

    private void dicomArchive() throws IOException {
        new DicomCohort(archive())
                .series("a/1", "", "Smith", "1.2.10", "1.2.10.1", Protocol.T1, 16, Set.of())
                .series("a/2", "", "Smith", "1.2.10", "1.2.10.2", Protocol.T2, 18, Set.of())
                .series("a/3", ".IMA", "Smith", "1.2.10", "1.2.10.3", Protocol.FLAIR, 16, Set.of())
                .series("a/4", "", "Smith", "1.2.10", "1.2.10.4", Protocol.LOCALIZER, 3, Set.of())
                .series("a/5", "", "Smith", "1.2.10", "1.2.10.5", Protocol.T2, 16, Set.of())
                .series("a/6", "", "Smith", "1.2.10", "1.2.10.6", Protocol.AMBIGUOUS, 12, Set.of())
                .series("b", ".1.2.3", "Jones", "1.2.20", "1.2.20.1", Protocol.T2, 16, Set.of());
        Files.write(archive().resolve("broken.dcm"), "no image".repeat(40).getBytes(StandardCharsets.US_ASCII));
        Files.writeString(archive().resolve("README"), "about this archive\n".repeat(20));
        Files.write(archive().resolve("a/DICOMDIR"), new byte[500]);
    }

    private void zip(String name, String... entries) throws IOException {
        Path file = archive().resolve(name);
        Files.createDirectories(file.getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry("folder/" + entry));
                zip.write(content(entry));
                zip.closeEntry();
            }
        }
    }

    private void tarGz(String name, String... entries) throws IOException {
        try (TarArchiveOutputStream tar = tar(name)) {
            for (String entry : entries) {
                put(tar, entry, content(entry));
            }
        }
    }

    private TarArchiveOutputStream tar(String name) throws IOException {
        OutputStream file = Files.newOutputStream(archive().resolve(name));
        return new TarArchiveOutputStream(new GZIPOutputStream(file));
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static byte[] content(String entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (entry.endsWith(".nii.gz")) {
            io.mmdino.volume.NiftiWriter.write(
                    bytes, SmallCohort.volume(entry, false), io.mmdino.volume.NiftiType.INT16, true);
        } else {
            bytes.write(entry.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private IngestRequest request() {
        return request(archive().toString(), "shards");
    }

    private IngestRequest request(String input, String output) {
        String folder = output.contains(":") ? output : temp.resolve(output).toString();
        return IngestRequest.of(input, folder, KEY, SmallCohort.settings());
    }

    private IngestSummary ingest() throws IOException {
        return Ingestion.run(spark, request(), Progress.silent());
    }

    private ManifestEntry entry(String id) throws IOException {
        ShardReader reader = ShardReader.open(conf, temp.resolve("shards").toString());
        return Manifest.read(reader.folder(), reader.state())
                .find(KEY.study(id))
                .orElseThrow();
    }

    private static List<String> used(ManifestEntry study) {
        return study.series().stream()
                .filter(series -> series.status() == Status.ACCEPTED)
                .map(ManifestEntry.Series::sequence)
                .toList();
    }
}
