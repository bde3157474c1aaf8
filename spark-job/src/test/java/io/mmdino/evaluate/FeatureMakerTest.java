package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.evaluate.SequenceSubset.SequenceChoice;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.EvaluationWindows;
import io.mmdino.shard.StudyEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureMakerTest {

    private final FakeCohort cohort = FakeCohort.of("x", 30, 3);

    @Test
    void rowsComeInTheOrderOfTheSourceWhateverTheLanes() {
        FeatureTable one = table(1, SequenceChoice.ALL);
        FeatureTable many = table(4, SequenceChoice.ALL);

        assertThat(one.studies())
                .isEqualTo(cohort.studies().stream().map(StudyEntry::study).toList());
        assertThat(many.values()).isEqualTo(one.values());
        assertThat(one.labels()[0]).isEqualTo(-1);
    }

    @Test
    void progressRisesByOneToTheEnd() {
        List<Integer> reported = Collections.synchronizedList(new ArrayList<>());
        try (Lanes lanes = new Lanes(3)) {
            new FeatureMaker(1, FakeCohort::input, () -> FakeCohort.means(7), lanes)
                    .features(cohort, s -> true, reported::add);
        }

        assertThat(reported).isEqualTo(IntStream.rangeClosed(1, 30).boxed().toList());
    }

    @Test
    void withheldSequencesAreZeroForTheEncoderToo() {
        FeatureTable onlyT1 =
                table(2, SequenceSubsets.all(FakeCohort.SEQUENCES, 1).get(0).choice());

        assertThat(onlyT1.values()[0]).isPositive();
        assertThat(onlyT1.values()[1]).isZero();
    }

    @Test
    void aStudyLeftWithoutSequencesIsLeftOut() {
        FeatureTable onlyFlair =
                table(2, SequenceSubsets.all(FakeCohort.SEQUENCES, 1).get(3).choice());

        assertThat(onlyFlair.rows()).isEqualTo(25);
    }

    @Test
    void rawPixelsAreBlockMeans() {
        RawPixels pixels = new RawPixels(4);
        float[] blocks = pixels.make(cohort.read(1));
        float[] voxels = cohort.read(1).voxels();

        assertThat(blocks).hasSize(4 * 16);
        assertThat(blocks[16 + 5])
                .isCloseTo((voxels[64 + 18] + voxels[64 + 19] + voxels[64 + 26] + voxels[64 + 27]) / 4, within(1e-6f));
        assertThat(pixels.encoder(4, 8).width()).isEqualTo(64);
    }

    @Test
    void aSmallWindowHasItsOwnPixels() {
        assertThat(new RawPixels(24).make(cohort.read(1)))
                .isEqualTo(cohort.read(1).voxels());
        assertThat(new RawPixels(24).encoder(4, 8).width()).isEqualTo(256);
    }

    @Test
    void featuresThatAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> Tables.of(new double[] {Double.NaN}, 1, new double[] {0}))
                .hasMessageContaining("a feature is NaN");
    }

    @Test
    void neighboursVoteByCosine() {
        FeatureTable train = Tables.of(new double[] {1, 0, 2, 0.1, 0, 1}, 2, new double[] {0, 0, 1});
        FeatureTable test = Tables.of(new double[] {0.1, 0, 0.2, 9}, 2, new double[] {0, 1});

        Predictions predictions = new NearestNeighbours(2, 0.07).predict(train, test, 2);

        assertThat(predictions.predicted(0)).isZero();
        assertThat(predictions.predicted(1)).isEqualTo(1);
        assertThat(predictions.probabilities()[0][0]).isCloseTo(1, within(1e-12));
    }

    private FeatureTable table(int lanes, SequenceChoice choice) {
        try (Lanes threads = new Lanes(lanes)) {
            return new FeatureMaker(1, FakeCohort::input, FakeCohort::means, threads)
                    .features(cohort, study -> true, choice, done -> {});
        }
    }

    @Test
    void aStudysFeaturesAreTheMeanOverItsWindows() {
        FakeCohort several = cohort.withTraining(5, 1, 4);
        FeatureTable table = features(several, 2, 1, 1);

        for (int row = 0; row < 30; row++) {
            float[] mean = new float[4];
            int[] records = new EvaluationWindows(2).of(several.studies().get(row));
            assertThat(records).hasSize(5);
            for (int record : records) {
                float[] one =
                        FakeCohort.means().encode(several.read(record).voxels(), 8, new boolean[][] {new boolean[4]});
                for (int i = 0; i < 4; i++) {
                    mean[i] += one[i] / 5;
                }
            }
            for (int i = 0; i < 4; i++) {
                assertThat(table.values()[row * 4 + i]).isCloseTo(mean[i], within(1e-6f));
            }
        }
    }

    @Test
    void featuresDoNotDependOnHowWindowsAreGroupedIntoCalls() {
        FakeCohort several = cohort.withTraining(5, 1, 4);
        float[] alone = features(several, 3, 1, 1).values();

        for (int batch : new int[] {2, 7, 20, 1000}) {
            assertThat(features(several, 3, batch, 1).values())
                    .as("batch " + batch)
                    .isEqualTo(alone);
            assertThat(features(several, 3, batch, 3).values())
                    .as("batch " + batch)
                    .isEqualTo(alone);
        }
    }

    private static FeatureTable features(FakeCohort cohort, int perAxis, int batch, int lanes) {
        try (Lanes threads = new Lanes(lanes)) {
            return new FeatureMaker(perAxis, FakeCohort::input, () -> FakeCohort.means(batch), threads)
                    .features(cohort, study -> true, done -> {});
        }
    }
}
