package io.mmdino.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.Encoder;
import io.mmdino.evaluate.FeatureMaker;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.ingest.IngestRequest;
import io.mmdino.ingest.Ingestion;
import io.mmdino.kernel.Lanes;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardCache;
import io.mmdino.study.IngestSettings;
import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scoring cuts other windows than ingestion does, and reads those that evaluation reads. */
class ScoredWindowsTest {

    private static final double[] AFFINE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    private static final IngestSettings SETTINGS = IngestSettings.defaults().withSequences(List.of("t1", "flair"));
    private static final Classifier CLASSIFIER = new Classifier(
            List.of("lower", "higher"), new int[] {0, 1}, 2, 1, true, new double[] {-1, 0, 1, 2}, new double[] {0, 0});

    private static SparkSession spark;

    @TempDir
    Path folder;

    @BeforeEach
    void twoStudies() throws IOException {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
        write("sub-01_ses-preop_space-sri_t1.nii.gz", 1);
        write("sub-01_ses-preop_space-sri_flair.nii.gz", 2);
        write("sub-02_ses-preop_space-sri_flair.nii.gz", 3);
    }

    @AfterAll
    static void stop() {
        spark.stop(); // or the next test of this process would get these two slots
    }

    private void write(String name, long seed) throws IOException {
        Files.createDirectories(folder.resolve("in"));
        Random random = new Random(seed);
        float[] voxels = new float[12 * 12 * 12];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = 100 + random.nextInt(50);
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve("in").resolve(name))) {
            NiftiWriter.write(out, new Volume(voxels, 12, 12, 12, AFFINE), NiftiType.INT16, true);
        }
    }

    private void score(IngestSettings settings, int windowsPerAxis, Path out) throws IOException {
        Scoring.Model model = new Scoring.Model(
                ScoredWindowsTest::firstPixels,
                window -> window.voxels().clone(),
                windowsPerAxis,
                CLASSIFIER,
                "model-hash",
                settings.hash(),
                settings.sequences(),
                "judged");
        ScoreRequest request = new ScoreRequest(
                folder.resolve("in").toString(),
                out.toString(),
                folder.resolve("scratch"),
                IdKey.publicDefault(),
                settings);
        try (Lanes lanes = new Lanes(2)) {
            Scoring.run(spark, request, model, lanes, Progress.silent());
        }
    }

    /** Its features differ from window to window. */
    private static Encoder firstPixels() {
        return new Encoder() {
            @Override
            public int width() {
                return 2;
            }

            @Override
            public int batch() {
                return 4;
            }

            @Override
            public float[] encode(float[] images, int side, boolean[][] present) {
                float[] features = new float[2 * present.length];
                for (int i = 0; i < features.length; i++) {
                    features[i] = images[(i * side + 3) * side + 3];
                }
                return features;
            }
        };
    }

    /** With all slices in the shards, and with shards that hold fewer slices than evaluation wants. */
    @ParameterizedTest
    @CsvSource({"0, 3", "0, 1", "5, 3", "2, 3", "0, 5"})
    void aStudyScoredFromTheArchiveHasTheFeaturesThatEvaluationReadsFromShards(int stored, int windowsPerAxis)
            throws IOException {
        IngestSettings settings = SETTINGS.withSlices(5, stored);
        Path out = folder.resolve("out");
        score(settings, windowsPerAxis, out);

        Path shards = folder.resolve("shards");
        Ingestion.run(
                spark,
                IngestRequest.of(folder.resolve("in").toString(), shards.toString(), IdKey.publicDefault(), settings),
                Progress.silent());
        FeatureTable features;
        try (ShardCache windows = ShardCache.open(new Configuration(), shards.toString(), folder.resolve("cache"));
                Lanes lanes = new Lanes(1)) {
            features = new FeatureMaker(
                            windowsPerAxis, window -> window.voxels().clone(), ScoredWindowsTest::firstPixels, lanes)
                    .features(windows, study -> true, done -> {});
        }
        Map<String, Double> scored =
                spark.read().parquet(out.resolve("scores.parquet").toString()).collectAsList().stream()
                        .filter(row -> row.getAs("status").equals("SCORED"))
                        .collect(Collectors.toMap(row -> row.getAs("study"), row -> row.getAs("probability_higher")));
        assertThat(features.rows()).isEqualTo(2);
        for (int row = 0; row < 2; row++) {
            assertThat(scored.get(features.studies().get(row)))
                    .isEqualTo(CLASSIFIER.probabilities(features.values(), 2 * row)[1]);
        }
    }
}
