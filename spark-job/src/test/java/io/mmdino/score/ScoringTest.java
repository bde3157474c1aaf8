package io.mmdino.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.disk.Progress;
import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.Encoder;
import io.mmdino.kernel.Lanes;
import io.mmdino.privacy.IdKey;
import io.mmdino.study.ExternalSettings;
import io.mmdino.study.ImageSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTest {

    private static final double[] AFFINE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    private static final IngestSettings SETTINGS = new IngestSettings(
            List.of("t1", "flair"),
            0,
            8,
            5,
            0,
            0.15,
            0.15,
            1,
            99,
            ImageSettings.defaults(),
            ExternalSettings.none(),
            NiftiLimits.DEFAULT);
    private static final Classifier CLASSIFIER = new Classifier(
            List.of("lower", "higher"), new int[] {0, 1}, 2, 1, true, new double[] {-1, 0, 1, 0}, new double[] {0, 0});

    private static SparkSession spark;

    @TempDir
    Path folder;

    @BeforeEach
    void threeStudiesOneOfThemBroken() throws IOException {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
        write("sub-01_ses-preop_space-sri_t1.nii.gz", 1);
        write("sub-01_ses-preop_space-sri_flair.nii.gz", 2);
        write("sub-02_ses-preop_space-sri_flair.nii.gz", 3);
        write("sub-03_ses-preop_space-sri_t1.nii.gz", 4);
        Path broken = folder.resolve("in/sub-03_ses-preop_space-sri_t1.nii.gz");
        byte[] bytes = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(bytes, bytes.length / 2));
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

    private Scoring.Summary score(IngestSettings settings, String output) throws IOException {
        Scoring.Model model = new Scoring.Model(
                ScoringTest::counter,
                window -> window.voxels().clone(),
                3,
                CLASSIFIER,
                "model-hash",
                SETTINGS.hash(),
                SETTINGS.sequences(),
                "judged");
        ScoreRequest request = new ScoreRequest(
                folder.resolve("in").toString(), output, folder.resolve("scratch"), IdKey.publicDefault(), settings);
        try (Lanes lanes = new Lanes(2)) {
            return Scoring.run(spark, request, model, lanes, Progress.silent());
        }
    }

    /** Its first feature is the number of sequences there are. */
    private static Encoder counter() {
        return new Encoder() {
            @Override
            public int width() {
                return 2;
            }

            @Override
            public int batch() {
                return 5;
            }

            @Override
            public float[] encode(float[] images, int side, boolean[][] present) {
                float[] features = new float[2 * present.length];
                for (int window = 0; window < present.length; window++) {
                    features[2 * window] = (present[window][0] ? 1 : 0) + (present[window][1] ? 1 : 0);
                }
                return features;
            }
        };
    }

    @Test
    void everyStudyHasARowAlsoTheBrokenOne() throws IOException {
        Path out = folder.resolve("out");

        Scoring.Summary summary = score(SETTINGS, out.toString());

        assertThat(summary.scored()).isEqualTo(2);
        assertThat(summary.refused()).isEqualTo(1);
        List<Row> rows =
                spark.read().parquet(out.resolve("scores.parquet").toString()).collectAsList();
        assertThat(rows).hasSize(3);
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.<String>getAs("status")).isEqualTo("REFUSED");
            assertThat(row.<String>getAs("reason")).contains("t1");
            assertThat(row.isNullAt(row.fieldIndex("probability_higher"))).isTrue();
        });
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.getList(row.fieldIndex("sequences"))).isEqualTo(List.of("t1", "flair"));
            assertThat(row.<String>getAs("predicted")).isEqualTo("higher");
            assertThat(row.<Double>getAs("probability_higher")).isCloseTo(1 / (1 + Math.exp(-4)), within(1e-12));
        });
        assertThat(rows).anySatisfy(row -> assertThat(row.<Double>getAs("probability_higher"))
                .isCloseTo(1 / (1 + Math.exp(-2)), within(1e-12)));
        assertThat(Files.readAllLines(out.resolve("scores.csv"))).hasSize(4);
        assertThat(Files.readString(out.resolve("scores.csv"))).doesNotContain("sub-0", folder.toString());
        assertThat(rows.stream().map(row -> row.<String>getAs("study"))).isSorted();
    }

    @Test
    void nothingButResultsAndCrosswalkIsLeft() throws IOException {
        score(SETTINGS, folder.resolve("out").toString());

        assertThat(names(folder)).containsExactlyInAnyOrder("in", "out", "out.crosswalk.csv", "scratch");
        assertThat(names(folder.resolve("out"))).containsExactlyInAnyOrder("scores.csv", "scores.parquet");
        assertThat(names(folder.resolve("scratch"))).isEmpty();
    }

    @Test
    void anOutputThatHoldsSomethingIsRefusedAndKept() throws IOException {
        Path out = folder.resolve("out");
        Files.createDirectories(out);
        Files.writeString(out.resolve("scores.csv"), "mine");

        assertThatThrownBy(() -> score(SETTINGS, out.toString())).hasMessageContaining("is there and not empty (1");

        assertThat(out.resolve("scores.csv")).hasContent("mine");
    }

    @Test
    void anEmptyOutputIsTaken() throws IOException {
        Files.createDirectories(folder.resolve("out"));

        assertThat(score(SETTINGS, folder.resolve("out") + "/").scored()).isEqualTo(2);
    }

    @Test
    void windowsOfOtherSettingsAreRefusedBeforeAnythingIsRead() {
        IngestSettings other = new IngestSettings(
                List.of("t1", "flair"),
                0,
                9,
                5,
                0,
                0.15,
                0.15,
                1,
                99,
                ImageSettings.defaults(),
                ExternalSettings.none(),
                NiftiLimits.DEFAULT);

        assertThatThrownBy(() -> score(other, folder.resolve("out").toString()))
                .hasMessageContaining("the model was trained on " + SETTINGS.hash());
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aFolderOfOnlyBrokenStudiesIsStillReported() throws IOException {
        for (String name : names(folder.resolve("in"))) {
            Files.write(folder.resolve("in").resolve(name), new byte[] {31});
        }

        Scoring.Summary summary = score(SETTINGS, folder.resolve("out").toString());

        assertThat(summary.scored()).isZero();
        assertThat(summary.refused()).isEqualTo(3);
    }

    @Test
    void anEmptyInputLeavesNothingBehind() throws IOException {
        for (String name : names(folder.resolve("in"))) {
            Files.delete(folder.resolve("in").resolve(name));
        }

        assertThatThrownBy(() -> score(SETTINGS, folder.resolve("out").toString()))
                .hasMessageContaining("no study in the input folder");
        assertThat(names(folder)).containsExactly("in");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
