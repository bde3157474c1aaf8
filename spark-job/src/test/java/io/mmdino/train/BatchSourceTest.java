package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.crop.CropMaker;
import io.mmdino.crop.MaskMaker;
import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.ssl.TrainingBatch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSourceTest {

    private static final int PATCHES = 16;

    private static BatchSource source(SliceSource shards, TrainSettings settings, Lanes lanes) {
        return BatchSource.single(
                shards,
                settings,
                new CropMaker(TinyTraining.crops(), SyntheticShards.SIDE),
                new MaskMaker(TinyTraining.masks(), 4),
                lanes);
    }

    @Test
    void theBatchOfAnIterationIsTheSameInAnyOrderOfCallsAndOnAnyNumberOfLanes() {
        try (Lanes one = new Lanes(1);
                Lanes three = new Lanes(3)) {
            BatchSource first = source(TinyTraining.shards(), TinyTraining.settings(7, 5, 0.4), one);
            BatchSource second = source(TinyTraining.shards(), TinyTraining.settings(7, 5, 0.4), three);
            second.at(2);
            assertSame(second.at(9), first.at(9));
            assertSame(second.at(0), first.at(0));
        }
    }

    private static void assertSame(TrainingBatch found, TrainingBatch wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            StudyCrops a = found.studies().get(i);
            StudyCrops b = wanted.studies().get(i);
            assertThat(a.globals()).isDeepEqualTo(b.globals());
            assertThat(a.locals()).isDeepEqualTo(b.locals());
            assertThat(a.masks()).isDeepEqualTo(b.masks());
            assertThat(a.label()).isEqualTo(b.label());
        }
    }

    @Test
    void anotherSeedOrIterationGivesOtherCrops() {
        try (Lanes lanes = new Lanes(1)) {
            float[][] crops = firstCrops(7, 0, lanes);
            assertThat(Arrays.deepEquals(firstCrops(7, 1, lanes), crops)).isFalse();
            assertThat(Arrays.deepEquals(firstCrops(8, 0, lanes), crops)).isFalse();
        }
    }

    private static float[][] firstCrops(long seed, long iteration, Lanes lanes) {
        return source(TinyTraining.shards(), TinyTraining.settings(seed, 4, 0), lanes)
                .at(iteration)
                .studies()
                .get(0)
                .globals();
    }

    @Test
    void theLabelledShareOfEveryBatchHasLabelsAtLeast() {
        try (Lanes lanes = new Lanes(2)) {
            BatchSource batches = source(TinyTraining.shards(), TinyTraining.settings(7, 4, 0.75), lanes);
            for (int iteration = 0; iteration < 20; iteration++) {
                assertThat(batches.at(iteration).studies().stream()
                                .filter(s -> s.label().isPresent()))
                        .hasSizeGreaterThanOrEqualTo(3);
            }
        }
    }

    @Test
    void aWhollyLabelledBatchTakesNoOthers() {
        try (Lanes lanes = new Lanes(1)) {
            BatchSource batches = source(TinyTraining.shards(), TinyTraining.settings(7, 4, 1), lanes);
            assertThat(batches.at(3).studies()).hasSize(4).allMatch(s -> s.label()
                    .isPresent());
        }
    }

    @Test
    void aBatchLargerThanTheCohortHoldsAStudyTwiceWithOtherCrops() {
        try (Lanes lanes = new Lanes(2)) {
            SyntheticShards two = new SyntheticShards(2, "t1", "t1c", "t2");
            List<StudyCrops> studies =
                    source(two, TinyTraining.settings(7, 4, 0), lanes).at(0).studies();
            assertThat(studies).hasSize(4);
            assertThat(studies.stream()
                            .map(s -> Arrays.deepHashCode(s.globals()))
                            .distinct())
                    .hasSize(4);
        }
    }

    @Test
    void patchesOfAbsentSequencesAreNeitherMaskedNorTargets() {
        try (Lanes lanes = new Lanes(2)) {
            BatchSource batches = source(TinyTraining.shards(), TinyTraining.settings(7, 10, 0), lanes);
            TrainingBatch batch = batches.at(1);
            int incomplete = 0;
            for (int i = 0; i < batch.size(); i++) {
                boolean[] present = batch.studies().get(i).present();
                incomplete += present[2] ? 0 : 1;
                for (TrainingBatch.IbotTargets crop : batch.ibotTargets().get(i)) {
                    assertThat(Arrays.stream(crop.patches()).filter(p -> !present[p / PATCHES]))
                            .isEmpty();
                }
            }
            assertThat(incomplete).isPositive();
        }
    }

    @Test
    void shardsWithoutATrainingStudyAreRefused() {
        SliceSource validationOnly = new SyntheticShards(5, "t1", "t1c", "t2") {
            @Override
            public List<StudyEntry> studies() {
                return super.studies().stream()
                        .filter(study -> study.split() == Split.VALIDATION)
                        .toList();
            }
        };
        try (Lanes lanes = new Lanes(1)) {
            assertThatThrownBy(() -> source(validationOnly, TinyTraining.settings(7, 4, 0), lanes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no study of the training split");
        }
    }
}
