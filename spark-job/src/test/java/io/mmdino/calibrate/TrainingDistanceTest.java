package io.mmdino.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.calibrate.TrainingDistance.Score;
import io.mmdino.disk.SealedJson;
import io.mmdino.evaluate.FeatureTable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingDistanceTest {

    private static FeatureTable table(float[] values, int width, String... subjects) {
        int n = values.length / width;
        return new FeatureTable(
                values,
                width,
                new int[n],
                IntStream.range(0, n).mapToObj(i -> "study-" + i).toList(),
                List.of(subjects));
    }

    private static FeatureTable drawn(int rows, int width, double shift, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() + (i % width == 0 ? shift : 0));
        }
        String[] subjects = IntStream.range(0, rows).mapToObj(i -> "p" + i / 2).toArray(String[]::new);
        return table(values, width, subjects);
    }

    @Test
    void distancesOnACircleThatWereComputedByHand() {
        FeatureTable train = table(new float[] {2, 0, 0, 3, -1, 0}, 2, "a", "b", "c");
        TrainingDistance distance = TrainingDistance.of(train, 1);

        double side = Math.sqrt(2);
        assertThat(distance.heldOut()).allSatisfy(value -> assertThat(value).isCloseTo(side, within(1e-6)));
        List<Score> scores = distance.of(table(new float[] {5, 0, 0, -1}, 2, "x", "y"));
        assertThat(scores.get(0).distance()).isZero();
        assertThat(scores.get(0).percentile()).isZero();
        assertThat(scores.get(1).distance()).isCloseTo(side, within(1e-6));
        assertThat(TrainingDistance.of(train, 3)
                        .of(table(new float[] {5, 0}, 2, "x"))
                        .get(0)
                        .distance())
                .isCloseTo(2, within(1e-6));
    }

    @Test
    void distancesAreThoseOfANaiveSearch() {
        FeatureTable train = drawn(30, 8, 0, 1);
        FeatureTable test = drawn(6, 8, 0, 2);
        List<Score> scores = TrainingDistance.of(train, 4).of(test);

        for (int i = 0; i < test.rows(); i++) {
            double[] all = new double[train.rows()];
            for (int row = 0; row < train.rows(); row++) {
                double dot = 0;
                double a = 0;
                double b = 0;
                for (int j = 0; j < 8; j++) {
                    double x = test.values()[i * 8 + j];
                    double y = train.values()[row * 8 + j];
                    dot += x * y;
                    a += x * x;
                    b += y * y;
                }
                all[row] = Math.sqrt(Math.max(0, 2 - 2 * dot / Math.sqrt(a * b)));
            }
            Arrays.sort(all);
            assertThat(scores.get(i).distance()).isCloseTo(all[3], within(1e-5));
        }
    }

    @Test
    void studiesOfTheSamePatientAreNoNeighbours() {
        FeatureTable train = table(new float[] {1, 0, 1, 0, 0, 1}, 2, "a", "a", "b");

        assertThat(TrainingDistance.of(train, 1).heldOut())
                .allSatisfy(value -> assertThat(value).isCloseTo(Math.sqrt(2), within(1e-6)));
    }

    @Test
    void likeStudiesSpreadOverThePercentilesAndUnlikeOnesAreAtTheTop() {
        TrainingDistance distance = TrainingDistance.of(drawn(300, 16, 3, 3), 10);

        double like = mean(distance.of(drawn(100, 16, 3, 4)));
        double unlike = mean(distance.of(drawn(100, 16, -3, 5)));

        assertThat(like).isBetween(35.0, 65.0);
        assertThat(unlike).isGreaterThan(98);
    }

    private static double mean(List<Score> scores) {
        return scores.stream().mapToDouble(Score::percentile).average().orElseThrow();
    }

    @Test
    void theRecordTravelsAsJson() throws Exception {
        TrainingDistance distance = TrainingDistance.of(drawn(20, 4, 0, 6), 3);
        TrainingDistance back = SealedJson.read(SealedJson.bytes(distance), TrainingDistance.class, "distances");

        assertThat(back).isEqualTo(distance);
        assertThat(back.of(drawn(3, 4, 0, 7))).isEqualTo(distance.of(drawn(3, 4, 0, 7)));
    }

    @Test
    void whatHasNoDistanceIsRefused() {
        assertThatThrownBy(() -> TrainingDistance.of(table(new float[] {0, 0, 1, 0}, 2, "a", "b"), 1))
                .hasMessageContaining("a feature is all 0");
        assertThatThrownBy(() -> TrainingDistance.of(table(new float[] {1, 0, 1, 1}, 2, "a", "a"), 1))
                .hasMessageContaining("training studies of 1 patients, wanted 2 or more");
        assertThatThrownBy(() -> TrainingDistance.of(table(new float[] {1, 0, 1, 1}, 2, "a", "b"), 0))
                .hasMessageContaining("k is 0");
        TrainingDistance distance = TrainingDistance.of(drawn(4, 3, 0, 1), 1);
        assertThatThrownBy(() -> distance.of(drawn(4, 2, 0, 1))).hasMessageContaining("they belong to another model");
        assertThatThrownBy(() -> new TrainingDistance(1, 2, List.of("AAAA", "AAAA"), List.of(1.0, 0.5)))
                .hasMessageContaining("wanted rising ones");
    }
}
