package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.disk.Progress;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardCache;
import io.mmdino.shard.ShardReader;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.SliceRecord;
import io.mmdino.shard.StudyEntry;
import io.mmdino.slice.SliceChoice;
import io.mmdino.study.ExternalSettings;
import io.mmdino.study.ImageSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.volume.NiftiLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {

    private static final IdKey KEY = IdKey.publicDefault();

    private final SparkSession spark = LocalSpark.session();
    private final Configuration conf = spark.sparkContext().hadoopConfiguration();

    @TempDir
    Path temp;

    private SmallCohort cohort;

    @BeforeEach
    void cohortFolder() {
        cohort = new SmallCohort(temp.resolve("archive"));
    }

    @Test
    void aCohortBecomesShardsThatTrainersCanOpen() throws IOException {
        cohort.full("001").study("002", "t1", "flair", "seg").study("003", "t1c", "t2");
        Files.writeString(temp.resolve("archive/phenoData.csv"), "Patient,WHO2021_Int\nsub-001,2\n002,\n");
        IngestSummary summary = ingest();
        assertThat(summary.accepted()).isEqualTo(3);
        assertThat(summary.refused()).isZero();
        assertThat(summary.notes())
                .anyMatch(note -> note.startsWith("1 of 3 studies have no row"))
                .anyMatch(note -> note.contains("public key"));
        try (ShardCache cache = ShardCache.open(conf, output(), temp.resolve("cache"))) {
            Map<String, StudyEntry> studies =
                    cache.studies().stream().collect(Collectors.toMap(StudyEntry::study, entry -> entry));
            assertThat(studies.get(hash("001")).label()).hasValue(2);
            assertThat(studies.get(hash("001")).present()).containsOnly(true);
            assertThat(studies.get(hash("002")).label()).isEmpty();
            assertThat(studies.get(hash("002")).present()).containsExactly(true, false, false, true);
            for (StudyEntry study : studies.values()) {
                assertThat(study.training()).hasSize(3).allMatch(axis -> axis.length > 0);
            }
            float[] window = cache.read(studies.get(hash("002")).evaluation()).voxels();
            assertThat(window).hasSize(4 * 16 * 16).contains(0f, 1f);
            for (int pixel = 16 * 16; pixel < 3 * 16 * 16; pixel++) {
                assertThat(window[pixel]).isZero();
            }
        }
    }

    @Test
    void theManifestTellsTheVerdictsAndWhichWindowsFollowTheBrain() throws IOException {
        cohort.full("001").study("003", "t1c", "t2");
        ingest();
        assertThat(entry("001").reason()).isEqualTo("skull-stripped: yes; same grid: yes");
        assertThat(entry("003").reason())
                .isEqualTo(
                        "skull-stripped: yes; same grid: yes; no tumour mask: windows follow the brain's foreground");
        assertThat(entry("003").series())
                .extracting(ManifestEntry.Series::sequence)
                .containsExactly("t1c", "t2");
        ManifestEntry.Series series = entry("003").series().get(0);
        assertThat(series.bytes()).isEqualTo(Files.size(cohort.path("003", "t1c")));
        assertThat(series.contentHash()).hasSize(64);
    }

    @Test
    void oneRowIsMarkedForEvaluationAndCarriesTheStudysFacts() throws IOException {
        cohort.full("001");
        ingest();
        List<SliceRecord> records = records();
        assertThat(records).filteredOn(record -> record.slice().evaluation()).hasSize(1);
        SliceRecord evaluation = records.stream()
                .filter(record -> record.slice().evaluation())
                .findFirst()
                .orElseThrow();
        assertThat(evaluation.slice().axis()).isEqualTo(2);
        assertThat(evaluation.slice().slice()).isEqualTo(10);
        assertThat(evaluation.facts().study()).isEqualTo(hash("001"));
        assertThat(evaluation.facts().subject()).isEqualTo(KEY.subject("001"));
        assertThat(evaluation.spacing().rowMm()).isEqualTo(2);
        assertThat(evaluation.sourceHash()).isEqualTo(entry("001").contentHash());
    }

    @Test
    void brokenStudiesAreRefusedWithReasonsAndStopNobody() throws IOException {
        cohort.full("001").full("002").full("003").study("004", "seg").study("005", "t1");
        byte[] whole = Files.readAllBytes(cohort.path("002", "t2"));
        Files.write(cohort.path("002", "t2"), java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.write(cohort.path("003", "t1"), absurdHeader());
        Files.write(cohort.path("005", "t1"), absurdHeader());
        IngestSummary summary = ingest();
        assertThat(summary.accepted()).isEqualTo(3);
        assertThat(summary.refused()).isEqualTo(2);
        assertThat(entry("002").status()).isEqualTo(Status.ACCEPTED);
        assertThat(entry("002").reason()).contains("t2 was left out: ").contains("gzip");
        assertThat(entry("003").reason()).contains("t1 was left out: ").contains("32767");
        assertThat(entry("004").reason()).startsWith("no usable sequence");
        assertThat(entry("005").reason()).startsWith("no usable sequence").contains("32767");
        assertThat(entry("002").series())
                .filteredOn(series -> series.status() == Status.REFUSED)
                .extracting(ManifestEntry.Series::sequence)
                .containsExactly("t2");
        assertThat(summary.refusals()).allMatch(refusal -> !refusal.reason().contains(temp.toString()));
        assertThat(summary.reasons())
                .contains("studies refused, by reason:", "series or images not used, by reason:")
                .anyMatch(line -> line.matches(" +2  no usable sequence.*"))
                .noneMatch(line -> line.contains("32767"));
        assertThat(ShardReader.open(conf, output()).state().shards()).hasSize(3);
        assertThat(ingest().nothingNew()).isTrue();
        Files.write(cohort.path("002", "t2"), whole);
        assertThat(ingest().accepted()).isEqualTo(1);
        assertThat(entry("002").reason()).doesNotContain("left out");
    }

    @Test
    void aSettingRefusesStudiesOfWhichAnImageIsBroken() throws IOException {
        cohort.full("001").full("002");
        Files.write(cohort.path("002", "t2"), absurdHeader());
        ImageSettings strict = new ImageSettings(
                ImageSettings.Unstripped.ACCEPT,
                ImageSettings.Grids.RESAMPLE,
                ImageSettings.BiasCorrection.NONE,
                SliceChoice.Largest.VOXELS,
                ImageSettings.Unreadable.REFUSE);
        IngestSettings settings = SmallCohort.settings().withImages(strict, ExternalSettings.none());
        assertThat(settings.hash()).isEqualTo(SmallCohort.settings().hash());
        IngestRequest request =
                IngestRequest.of(temp.resolve("archive").toString(), output(), IdKey.publicDefault(), settings);
        IngestSummary summary = Ingestion.run(spark, request, Progress.silent());
        assertThat(summary.accepted()).isEqualTo(1);
        assertThat(entry("002").reason()).startsWith("t2: ").contains("32767");
    }

    @Test
    void aSecondRunWithNothingNewDoesNothing() throws IOException {
        cohort.full("001").study("002", "seg");
        ingest();
        byte[] before = Files.readAllBytes(temp.resolve("shards/_CURRENT"));
        IngestSummary second = ingest();
        assertThat(second.nothingNew()).isTrue();
        assertThat(second.unchanged()).isEqualTo(2);
        assertThat(second.refusedBefore()).isEqualTo(1);
        assertThat(temp.resolve("shards/_CURRENT")).hasBinaryContent(before);
    }

    @Test
    void aTouchedFileWithTheSameContentIsReadAndNotCutAgain() throws IOException {
        cohort.full("001");
        ingest();
        ManifestEntry first = entry("001");
        Files.setLastModifiedTime(cohort.path("001", "t1"), FileTime.fromMillis(1_000_000));
        IngestSummary second = ingest();
        assertThat(second.nothingNew()).isTrue();
        assertThat(second.unchanged()).isEqualTo(1);
        assertThat(entry("001").shard()).isEqualTo(first.shard());
        assertThat(records()).hasSize(first.windows());
    }

    @Test
    void aChangedStudyIsCutAgainAndItsOldRowsLeave() throws IOException {
        cohort.full("001").full("002");
        ingest();
        String untouched = entry("002").shard();
        String old = entry("001").contentHash();
        Files.delete(cohort.path("001", "flair"));
        IngestSummary second = ingest();
        assertThat(second.accepted()).isEqualTo(1);
        assertThat(second.unchanged()).isEqualTo(1);
        assertThat(entry("002").shard()).isEqualTo(untouched);
        List<SliceRecord> records = records();
        assertThat(records)
                .filteredOn(record -> record.facts().study().equals(hash("001")))
                .isNotEmpty()
                .allMatch(record -> record.present().equals(List.of("t1", "t1c", "t2")))
                .noneMatch(record -> record.sourceHash().equals(old));
        assertThat(records).hasSize(entry("001").windows() + entry("002").windows());
    }

    @Test
    void filesOfTheRunBeforeStayForItsReadersAndOlderOnesGo() throws IOException {
        cohort.full("001");
        ingest();
        cohort.full("002");
        ingest();
        Path first = temp.resolve("shards").resolve(entry("001").shard());
        cohort.write("001", "t1", SmallCohort.volume("changed", false), io.mmdino.volume.NiftiType.INT16);
        ingest();
        assertThat(first).exists();
        cohort.write("001", "t1", SmallCohort.volume("again", false), io.mmdino.volume.NiftiType.INT16);
        ingest();
        assertThat(first).doesNotExist();
        assertThat(temp.resolve("shards").resolve(entry("002").shard())).exists();
        assertThat(records()).isNotEmpty();
    }

    @Test
    void aNewLabelReachesTheShards() throws IOException {
        cohort.full("001").full("002");
        ingest();
        Files.writeString(temp.resolve("archive/phenoData.csv"), "Patient,WHO2021_Int\n001,1\n002,\n");
        assertThat(ingest().accepted()).isEqualTo(1);
        assertThat(records())
                .filteredOn(record -> record.facts().study().equals(hash("001")))
                .allMatch(record -> record.facts().label().orElse(-1) == 1);
    }

    @Test
    void studiesThatLeftTheArchiveStayUnlessTheyAreToBeForgotten() throws IOException {
        cohort.full("001").full("002");
        ingest();
        for (String file : List.of("t1", "t1c", "t2", "flair", "seg")) {
            Files.delete(cohort.path("001", file));
        }
        assertThat(ingest().absent()).isEqualTo(1);
        assertThat(entry("001").status()).isEqualTo(Status.ACCEPTED);
        IngestRequest forget = IngestRequest.of(
                        temp.resolve("archive").toString(), output(), KEY, SmallCohort.settings())
                .forgettingAbsent();
        Ingestion.run(spark, forget, Progress.silent());
        assertThat(manifest().find(hash("001"))).isEmpty();
        assertThat(ShardReader.open(conf, output()).state().shards()).hasSize(1);
        assertThat(temp.resolve("shards.crosswalk.csv")).content().doesNotContain("001_ses-preop");
    }

    @Test
    void allStudiesOfASubjectAreInOneSplitAlsoWhenSplitsAreGiven() throws IOException {
        for (int i = 0; i < 6; i++) {
            String later = "sub-p" + i + "_ses-postop_t1.nii.gz";
            cohort.study("p" + i, "t1");
            Files.copy(cohort.path("p" + i, "t1"), temp.resolve("archive").resolve(later));
        }
        Path splits = Files.writeString(temp.resolve("splits.csv"), "Patient,split\np3,test\nsub-p4,val\n");
        Ingestion.run(
                spark,
                IngestRequest.of(temp.resolve("archive").toString(), output(), KEY, SmallCohort.settings())
                        .withTables(
                                new IngestRequest.Tables(
                                        Optional.empty(),
                                        Optional.of(splits.toString()),
                                        IngestRequest.Tables.none().columns()),
                                "B"),
                Progress.silent());
        Map<String, List<ManifestEntry>> subjects = manifest().entries().stream()
                .collect(Collectors.groupingBy(entry -> entry.facts().subject()));
        assertThat(subjects).hasSize(6);
        subjects.values().forEach(studies -> {
            assertThat(studies).hasSize(2);
            assertThat(studies.get(0).facts().split())
                    .isEqualTo(studies.get(1).facts().split());
            assertThat(studies.get(0).facts().site()).isEqualTo("B");
        });
        assertThat(subjects.get(KEY.subject("p3")).get(0).facts().split()).isEqualTo(io.mmdino.shard.Split.TEST);
        assertThat(subjects.get(KEY.subject("p4")).get(0).facts().split()).isEqualTo(io.mmdino.shard.Split.VALIDATION);
    }

    @Test
    void originalIdsAreInTheOwnersCrosswalkAndNowhereElse() throws IOException {
        cohort.full("Miller").study("Jones", "seg");
        ingest();
        Path crosswalk = temp.resolve("shards.crosswalk.csv");
        assertThat(crosswalk)
                .content()
                .contains(hash("Miller") + ",Miller_ses-preop," + KEY.subject("Miller") + ",Miller\n")
                .contains("Jones");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(crosswalk)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.walk(temp.resolve("shards"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("Miller", "Jones");
            }
        }
    }

    @Test
    void progressCountsEveryStudyOnce() throws IOException {
        cohort.study("1", "t1").study("2", "t1").study("3", "seg");
        List<Long> reported = java.util.Collections.synchronizedList(new ArrayList<>());
        Progress progress = (stage, done, total) -> reported.add(done == 0 ? -total : done);
        Ingestion.run(spark, request(SmallCohort.settings()), progress);
        assertThat(reported).startsWith(-3L).endsWith(3L).isSorted();
    }

    @Test
    void whatALimitRefusedIsReadAgainUnderAnotherLimitAndNotUnderTheSame() throws IOException {
        cohort.full("001").study("002", "t1");
        IngestSettings narrow = limited(new NiftiLimits(10_000, 20_000, 64, 1 << 20, 1 << 20, 0.1, 10));
        IngestSummary first = Ingestion.run(spark, request(narrow), Progress.silent());
        assertThat(first.refused()).isEqualTo(1);
        assertThat(entry("001").reason()).contains("max-study-voxels");
        assertThat(Ingestion.run(spark, request(narrow), Progress.silent()).nothingNew())
                .isTrue();
        IngestSummary wide = Ingestion.run(spark, request(limited(NiftiLimits.DEFAULT)), Progress.silent());
        assertThat(wide.accepted()).isEqualTo(1);
        assertThat(wide.unchanged()).isEqualTo(1);
        assertThat(entry("001").status()).isEqualTo(Status.ACCEPTED);
    }

    /** Two slices of each axis, so that windows take few pixels. */
    private static IngestSettings limited(NiftiLimits limits) {
        return new IngestSettings(
                List.of("t1", "t1c", "t2", "flair"),
                0,
                16,
                8,
                2,
                0.2,
                0.2,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                limits);
    }

    private IngestSummary ingest() throws IOException {
        return Ingestion.run(spark, request(SmallCohort.settings()), Progress.silent());
    }

    private IngestRequest request(IngestSettings settings) {
        return IngestRequest.of(temp.resolve("archive").toString(), output(), KEY, settings);
    }

    private String output() {
        return temp.resolve("shards").toString();
    }

    private static String hash(String subject) {
        return KEY.study(subject + "_ses-preop");
    }

    private Manifest manifest() throws IOException {
        ShardReader reader = ShardReader.open(conf, output());
        return Manifest.read(reader.folder(), reader.state());
    }

    private ManifestEntry entry(String subject) throws IOException {
        return manifest().find(hash(subject)).orElseThrow();
    }

    private List<SliceRecord> records() throws IOException {
        ShardReader reader = ShardReader.open(conf, output());
        List<SliceRecord> records = new ArrayList<>();
        for (ShardState.Shard shard : reader.state().shards()) {
            reader.read(shard, records::add);
        }
        return records;
    }

    /** A NIfTI-1 header that asks for 32767 voxels along every axis, and nothing behind it. */
    private static byte[] absurdHeader() {
        java.nio.ByteBuffer header = java.nio.ByteBuffer.allocate(352).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, 348).putShort(40, (short) 3);
        for (int axis = 0; axis < 7; axis++) {
            header.putShort(42 + 2 * axis, axis < 3 ? Short.MAX_VALUE : 1);
            header.putFloat(80 + 4 * axis, 1);
        }
        header.putShort(70, (short) 4)
                .putShort(72, (short) 16)
                .putFloat(108, 352)
                .putFloat(112, 1);
        header.put(344, new byte[] {'n', '+', '1', 0});
        return header.array();
    }
}
