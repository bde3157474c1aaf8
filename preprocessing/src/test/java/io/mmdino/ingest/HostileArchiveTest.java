package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveSeries;
import io.mmdino.disk.Progress;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardReader;
import io.mmdino.study.ImageSettings;
import io.mmdino.study.StudyReader;
import io.mmdino.volume.Allocated;
import io.mmdino.volume.NiftiLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can be wrong with files in one archive beside good studies: each has its row, and the good ones are taken. */
class HostileArchiveTest {

    private static final IdKey KEY = IdKey.publicDefault();

    private final SparkSession spark = LocalSpark.session();
    private final Configuration conf = spark.sparkContext().hadoopConfiguration();

    @TempDir
    Path temp;

    @Test
    @Timeout(300) // a guard against hanging, not a measure
    void everyMemberHasARowWithAFittingReasonAndGoodStudiesAreTaken() throws IOException {
        Path archive = Files.createDirectories(temp.resolve("archive"));
        HostileCorpus corpus = HostileCorpus.in(archive);
        new SmallCohort(archive).full("GoodOne").full("GoodTwo");
        corpus.write("sub-SomeNaN_t1.nii.gz", BrokenNifti.notNumbers(100));
        corpus.write("sub-NegativeSpacing_t1.nii.gz", BrokenNifti.with(BrokenNifti.spacing(-2)));
        Path outside =
                new SmallCohort(temp.resolve("outside")).study("Guest", "t1").path("Guest", "t1");
        Files.createSymbolicLink(archive.resolve("sub-LinkedFile_t1.nii.gz"), outside);

        IngestSummary summary = Ingestion.run(
                spark,
                IngestRequest.of(archive.toString(), temp.resolve("shards").toString(), KEY, SmallCohort.settings()),
                Progress.silent());

        Map<String, ManifestEntry> rows = rows();
        corpus.refused().forEach((member, reason) -> {
            ManifestEntry row = row(rows, member);
            assertThat(row.status()).as(member + ": " + row.reason()).isEqualTo(Status.REFUSED);
            assertThat(said(row)).as(member).containsPattern(Pattern.compile(reason));
        });
        for (String good : List.of("GoodOne", "GoodTwo", "NegativeSpacing", "LinkedFile", "ScoutsBeside")) {
            assertThat(row(rows, good).status()).as(good).isEqualTo(Status.ACCEPTED);
        }
        assertThat(row(rows, "SomeNaN").reason()).contains("t1: 88 voxels were NaN or infinite and count as 0");
        assertThat(summary.accepted()).isEqualTo(6);
        assertThat(summary.refused()).isEqualTo(corpus.refused().size());
        assertThat(summary.files().balances()).isTrue();
        assertThat(summary.files().listed()).isEqualTo(files(archive) + insideContainers());
        assertThat(summary.notes()).anyMatch(note -> note.startsWith("1 links lead to folders that are walked anyway"));
        for (ManifestEntry row : rows.values()) {
            assertThat(said(row))
                    .doesNotContain(corpus.refused().keySet())
                    .doesNotContain("sub-", "_t1", temp.toString(), "GoodOne", "internal fault", "1.2.3");
        }
    }

    /** Entries of containers that could be listed: one each. */
    private static int insideContainers() {
        return List.of("Traversal", "Absolute", "Nested", "ZipBomb", "TarTraversal", "TarLink")
                .size();
    }

    private static long files(Path archive) throws IOException {
        try (Stream<Path> all = Files.walk(archive)) {
            return all.filter(
                            path -> Files.isRegularFile(path) || Files.isSymbolicLink(path) && !Files.isDirectory(path))
                    .count();
        }
    }

    @Test
    void headersThatPromiseMuchTakeLittleMemory() throws Exception {
        Path archive = Files.createDirectories(temp.resolve("archive"));
        HostileCorpus.in(archive);
        StudyReader reader = new StudyReader(conf, NiftiLimits.DEFAULT);
        reader.read(
                Map.of("t1", List.of(source(ArchiveSeries.Format.NIFTI, archive.resolve("sub-Nothing_t1.nii.gz")))));
        for (String member : List.of(
                "NegativeSides", "HugeSides", "OverflowingSides", "EmptyPromise", "VoxelsNowhere", "GzipBomb")) {
            ArchiveSeries nifti = source(ArchiveSeries.Format.NIFTI, archive.resolve("sub-" + member + "_t1.nii.gz"));
            assertThat(Allocated.by(() -> assertThat(
                                    reader.read(Map.of("t1", List.of(nifti))).faults(ImageSettings.Unreadable.REFUSE))
                            .isNotEmpty()))
                    .as(member)
                    .isLessThan(8 << 20);
        }
        try (Stream<Path> files = Files.list(archive.resolve("PixelsPromised"))) {
            ArchiveSeries dicom = source(ArchiveSeries.Format.DICOM, files.toArray(Path[]::new));
            assertThat(Allocated.by(() -> assertThat(
                                    reader.read(Map.of("t2", List.of(dicom))).notes())
                            .isNotEmpty()))
                    .as("one frame of six")
                    .isLessThan(80 << 20);
        }
    }

    private static ArchiveSeries source(ArchiveSeries.Format format, Path... files) throws IOException {
        List<ArchiveFile> places = new ArrayList<>();
        for (Path file : files) {
            places.add(new ArchiveFile(file.toString(), Files.size(file), 0));
        }
        return new ArchiveSeries(format, places);
    }

    /** Rows by what the crosswalk says of them. */
    private Map<String, ManifestEntry> rows() throws IOException {
        ShardReader reader = ShardReader.open(conf, temp.resolve("shards").toString());
        Manifest manifest = Manifest.read(reader.folder(), reader.state());
        Map<String, ManifestEntry> rows = new HashMap<>();
        for (String line : Files.readAllLines(temp.resolve("shards.crosswalk.csv"))) {
            manifest.find(line.substring(0, line.indexOf(','))).ifPresent(entry -> rows.put(line, entry));
        }
        return rows;
    }

    private static ManifestEntry row(Map<String, ManifestEntry> rows, String member) {
        List<ManifestEntry> found = rows.entrySet().stream()
                .filter(row -> Pattern.compile("(?<![A-Za-z])" + Pattern.quote(member) + "(?![A-Za-z])")
                        .matcher(row.getKey())
                        .find())
                .map(Map.Entry::getValue)
                .toList();
        assertThat(found).as("rows of " + member).hasSize(1);
        return found.get(0);
    }

    private static String said(ManifestEntry row) {
        return row.reason()
                + row.series().stream().map(series -> "; " + series.reason()).toList();
    }
}
