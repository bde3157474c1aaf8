package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.archive.PatientScheme;
import io.mmdino.archive.table.LabelColumns;
import io.mmdino.disk.Progress;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One patient is in one split, whatever his studies are called. */
class PatientsAndSplitsTest {

    private static final IdKey KEY = IdKey.publicDefault();

    private final SparkSession spark = LocalSpark.session();
    private final Configuration conf = spark.sparkContext().hadoopConfiguration();

    @TempDir
    Path temp;

    @Test
    void datesOfTcgaAndUnicodeFormsAreVisitsOfOnePatient() throws IOException {
        images("TCGA-02-0006_1996.08.23_t1", "TCGA-02-0006_1997.02.01_t1");
        images(Normalizer.normalize("Müller_t1", Normalizer.Form.NFC));
        images(Normalizer.normalize("Müller_t2", Normalizer.Form.NFD));
        IngestSummary summary = run(request());
        assertThat(summary.accepted()).isEqualTo(3);
        assertThat(patients()).isEqualTo(2);
        assertThat(summary.notes()).noneMatch(note -> note.startsWith("WARNING"));
    }

    @ParameterizedTest
    @CsvSource({
        "P7, p7, case",
        "P7_2020-01-31, P7_2021-01-31, a date",
        "P7_20200131, P7, a date",
        "P-7, P_7, hyphens",
        "P007, P7, zeros",
        "Muller, Müller, marks",
        "P７, P7, width",
    })
    void idsThatDifferLittleAreWarnedOfWithoutNamingThem(String one, String other, String by) throws IOException {
        images(one + "_t1", other + "_t2", "Q9_t1");
        IngestSummary summary = run(request());
        assertThat(patients()).as(by).isEqualTo(3);
        assertThat(summary.notes())
                .anyMatch(note -> note.startsWith("WARNING: 2 patients have ids that differ"))
                .noneMatch(note -> note.contains(one) || note.contains(other));
    }

    @ParameterizedTest
    @CsvSource({"P1, P11", "P1_1, P11", "A, B", "2020-01-31, 2021-01-31", "P10, P1", "x-1-2, x-12"})
    void idsThatDifferInMoreAreNot(String one, String other) {
        assertThat(SimilarPatients.likeness(one)).isNotEqualTo(SimilarPatients.likeness(other));
    }

    @Test
    void aPatternTellsPatientsWhereNoSchemeDoes() throws IOException {
        images("P7_v1_t1", "P7_v2_t1", "P8_v1_t1", "TCGA-02-0006_1996.08.23_t1");
        IngestSummary summary = run(request().withPatients(PatientScheme.of("^(P\\d+)_v\\d+$")));
        assertThat(summary.accepted()).isEqualTo(4);
        assertThat(patients()).isEqualTo(3);
        assertThat(summary.notes())
                .anyMatch(note -> note.startsWith("--patient-pattern finds no patient in the ids of 1"));
    }

    @Test
    void aPatientWhoWouldBeInTwoSplitsStopsTheRunBeforeAnythingIsPublished() throws IOException {
        images("A_t1", "B_t1");
        run(request().withTables(splits("A,train\nB,test\n"), ""));
        byte[] before = Files.readAllBytes(temp.resolve("shards/_CURRENT"));
        Files.delete(temp.resolve("archive/A_t1.nii.gz"));
        images("A_visit2_t1");
        assertThatThrownBy(() -> run(request().withTables(splits("A,test\nB,test\n"), "")))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("1 patients would be in more than one split");
        assertThat(temp.resolve("shards/_CURRENT")).hasBinaryContent(before);
        assertThat(run(request().withTables(splits("A,train\nB,test\n"), "")).accepted())
                .isEqualTo(1);
    }

    @Test
    void equalImagesUnderTwoIdsInTwoSplitsAreWarnedOf() throws IOException {
        images("A_t1");
        Files.copy(temp.resolve("archive/A_t1.nii.gz"), temp.resolve("archive/Z_t1.nii.gz"));
        IngestSummary summary = run(request().withTables(splits("A,train\nZ,test\n"), ""));
        assertThat(summary.notes()).anyMatch(note -> note.startsWith("WARNING: 1 studies have the same images"));
    }

    @Test
    void aPlanSaysWhatARunWouldDoAndWritesNothing() throws IOException {
        images("A_t1", "A_t2", "B_t1", "B_newmap", "unnamed");
        Files.write(temp.resolve("archive/scans.7z"), new byte[] {1, 2});
        IngestSummary plan = Ingestion.plan(() -> spark, conf, request(), Progress.silent());
        assertThat(temp.resolve("shards")).doesNotExist();
        try (Stream<Path> beside = Files.list(temp)) {
            assertThat(beside.map(path -> path.getFileName().toString()).collect(Collectors.toSet()))
                    .containsExactly("archive");
        }
        IngestSummary run = run(request());
        assertThat(plan.accepted()).isEqualTo(run.accepted()).isEqualTo(2);
        assertThat(plan.refused()).isEqualTo(run.refused()).isEqualTo(2);
        assertThat(plan.files()).isEqualTo(run.files());
        assertThat(plan.reasons()).isEqualTo(run.reasons()).anyMatch(line -> line.contains("a container (.7z)"));
        assertThat(Ingestion.plan(() -> spark, conf, request(), Progress.silent())
                        .nothingNew())
                .isTrue();
    }

    @Test
    void labelsThatAreAllLostAreSaidLast() throws IOException {
        images("A_t1");
        Files.writeString(temp.resolve("archive/phenoData.csv"), "Patient,WHO2021_Int\nZ,1\n");
        assertThat(run(request()).missed())
                .containsExactly("No study has a label: the tables of labels name none of the"
                        + " studies; check the columns of patient and class (--patient-column, --label-column).");
        Files.writeString(temp.resolve("archive/phenoData.csv"), "Patient,WHO2021_Int\nA,NA\n");
        assertThat(run(request()).missed()).hasSize(1).allMatch(why -> why.contains("hold no class for any of them"));
        Files.writeString(temp.resolve("archive/phenoData.csv"), "Patient,WHO2021_Int\nA,1\n");
        assertThat(run(request()).missed()).isEmpty();
    }

    private void images(String... names) throws IOException {
        Path archive = Files.createDirectories(temp.resolve("archive"));
        for (String name : names) {
            Path image = new SmallCohort(temp.resolve("images/" + name.hashCode()))
                    .study("x", "t1")
                    .path("x", "t1");
            Files.move(image, archive.resolve(name + ".nii.gz"));
        }
        try (Stream<Path> left = Files.walk(temp.resolve("images"))) {
            for (Path path : left.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    private IngestRequest.Tables splits(String rows) throws IOException {
        Path table = Files.writeString(temp.resolve("splits.csv"), "Patient,split\n" + rows);
        return new IngestRequest.Tables(
                Optional.empty(),
                Optional.of(table.toString()),
                new LabelColumns(IngestRequest.PATIENT_COLUMN, IngestRequest.LABEL_COLUMN, List.of()));
    }

    private IngestRequest request() {
        return IngestRequest.of(
                temp.resolve("archive").toString(), temp.resolve("shards").toString(), KEY, SmallCohort.settings());
    }

    private IngestSummary run(IngestRequest request) throws IOException {
        return Ingestion.run(spark, request, Progress.silent());
    }

    private long patients() throws IOException {
        ShardFolder folder = new ShardFolder(conf, temp.resolve("shards").toString());
        return Manifest.read(folder, folder.current().orElseThrow()).entries().stream()
                .map(ManifestEntry::facts)
                .peek(facts -> assertThat(facts.split()).isIn((Object[]) Split.values()))
                .map(facts -> facts.subject())
                .distinct()
                .count();
    }
}
