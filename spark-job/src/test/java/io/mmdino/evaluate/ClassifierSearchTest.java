package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.Lanes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassifierSearchTest {

    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults();

    private static Classifier fit(FeatureTable train, int lanes) {
        try (Lanes threads = new Lanes(lanes)) {
            return new ClassifierSearch(SETTINGS, threads).fit(train, CLASSES);
        }
    }

    @Test
    void theGridIsThePapers() {
        double[] grid = ClassifierSearch.grid();

        assertThat(grid).hasSize(45);
        assertThat(grid[0]).isEqualTo(1e-6);
        assertThat(grid[4]).isCloseTo(1e-5, within(1e-17));
        assertThat(grid[44]).isCloseTo(1e5, within(1e-6));
    }

    @Test
    void aTenthOfManyLabelsChoosesC() {
        int[] labels = Tables.clusters(400, 2, 1, 1).labels();

        HeldOut heldOut = HeldOut.of(labels, SETTINGS);

        assertThat(heldOut.parts()).hasSize(1);
        assertThat(heldOut.parts().get(0)).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void ofFewLabelsEachIsHeldOutOnceAndEveryFoldHasItsShareOfClasses() {
        int[] labels = IntStream.range(0, 60).map(i -> i % 3).toArray();

        HeldOut heldOut = HeldOut.of(labels, SETTINGS);

        assertThat(heldOut.parts()).hasSize(10).allSatisfy(part -> {
            assertThat(IntStream.of(part).map(row -> labels[row])).containsExactlyInAnyOrder(0, 0, 1, 1, 2, 2);
        });
        assertThat(heldOut.parts().stream().flatMapToInt(Arrays::stream))
                .containsExactlyInAnyOrder(IntStream.range(0, 60).boxed().toArray(Integer[]::new));
    }

    @Test
    void aTenthThatTakesAClassesLastRowIsReplacedByFolds() {
        int[] labels = new int[300];
        Arrays.fill(labels, 0, 299, 1);

        assertThat(HeldOut.of(labels, SETTINGS).parts()).hasSize(10);
    }

    @Test
    void noisyFeaturesGetAStrongerPenaltyThanClearOnes() {
        double noisy = fit(Tables.clusters(90, 40, 0.5, 1), 2).c();

        Predictions test = fit(Tables.clusters(90, 40, 3, 1), 2).predict(Tables.clusters(300, 40, 3, 9));

        assertThat(noisy).isLessThan(10);
        assertThat(Metric.MCC.of(test)).isGreaterThan(0.95);
    }

    @Test
    void theNumberOfLanesDoesNotShow() {
        FeatureTable train = Tables.clusters(70, 20, 1, 5);

        assertThat(fit(train, 3).weights()).isEqualTo(fit(train, 1).weights());
    }

    @Test
    void unlabelledRowsPlayNoPart() {
        FeatureTable all = Tables.clusters(70, 20, 1, 5);
        int[] labels = all.labels().clone();
        Arrays.fill(labels, 50, 70, -1);
        FeatureTable some = new FeatureTable(all.values(), 20, labels, all.studies(), all.subjects());

        Classifier fitted = fit(some, 1);

        Classifier alone = fit(all.rows(IntStream.range(0, 50).toArray()), 1);
        assertThat(fitted.weights()).isEqualTo(alone.weights());
    }

    @Test
    void twoStudiesOfTwoClassesSuffice() {
        FeatureTable two = Tables.of(new double[] {-1, 1}, 1, new double[] {0, 2});

        assertThat(fit(two, 1).probabilities(new float[] {1}, 0)[1]).isZero();
    }

    @Test
    void oneClassAloneIsRefusedWithWhatToDo() {
        FeatureTable one = Tables.of(new double[] {1, 2, 3}, 1, new double[] {1, 1, 1});

        assertThatThrownBy(() -> fit(one, 1))
                .hasMessageContaining("3 labelled training studies of classes [b], wanted studies of two classes");
    }

    @Test
    void noLabelsAreRefused() {
        FeatureTable none = Tables.of(new double[] {1, 2}, 1, new double[] {-1, -1});

        assertThatThrownBy(() -> fit(none, 1)).hasMessageContaining("0 labelled training studies");
    }
}
