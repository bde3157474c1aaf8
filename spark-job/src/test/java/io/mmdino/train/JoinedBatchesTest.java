package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.crop.CropMaker;
import io.mmdino.crop.MaskMaker;
import io.mmdino.kernel.Lanes;
import io.mmdino.ssl.TrainingBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinedBatchesTest {

    private static Cohort cohort(int studies, int labelled) {
        return new Cohort(IntStream.range(0, studies)
                .mapToObj(i -> new Cohort.Study(
                        String.format("study-%06d", i), i < labelled ? OptionalInt.of(i % 3) : OptionalInt.empty()))
                .toList());
    }

    @Test
    void workersShareOutEveryPlaceAndHoldWhateverMayComeToTheirs() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 200; trial++) {
            int studies = 1 + random.nextInt(trial % 2 == 0 ? 100 : 1500);
            int size = 1 + random.nextInt(40);
            Cohort cohort = cohort(studies, random.nextInt(studies + 1));
            JoinedBatches batches = new JoinedBatches(3, cohort, size, random.nextInt(5) / 4.0);
            int workers = 1 + random.nextInt(size);
            int[] taken = new int[size];
            for (int rank = 0; rank < workers; rank++) {
                WorkerRank worker = new WorkerRank(rank, workers);
                SortedSet<String> held = batches.studies(worker);
                int[] places = batches.places(worker);
                assertThat(places.length).isBetween(size / workers, size / workers + 1);
                for (int place : places) {
                    taken[place]++;
                    for (long iteration = 0; iteration < 20; iteration++) {
                        assertThat(held)
                                .contains(batches.id(batches.at(iteration).get(place)));
                    }
                }
            }
            assertThat(taken).containsOnly(1);
        }
    }

    @Test
    void workersOfALargeCohortHoldTheirPartOfItOnly() {
        JoinedBatches batches = new JoinedBatches(3, cohort(3200, 0), 32, 0);
        for (int rank = 0; rank < 8; rank++) {
            assertThat(batches.studies(new WorkerRank(rank, 8))).hasSize(400);
        }
    }

    @ParameterizedTest
    @CsvSource({"24, 24", "30, 7", "160, 16", "1000, 24", "999, 24", "5000, 23"})
    void studiesComeAboutAsOftenAsEachOther(int studies, int size) {
        JoinedBatches batches = new JoinedBatches(3, cohort(studies, 0), size, 0);
        Map<Integer, Integer> counts = new HashMap<>();
        long iterations = 40L * studies / size;
        for (long iteration = 0; iteration < iterations; iteration++) {
            batches.at(iteration).forEach(place -> counts.merge(place.study(), 1, Integer::sum));
        }
        assertThat(counts).hasSize(studies);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(38, 42));
    }

    @ParameterizedTest
    @CsvSource({"8, 0.5, 4", "10, 0.75, 8", "6, 1, 6", "6, 0, 0"})
    void labelledPlacesTakeLabelledStudiesAndAreSpreadOverTheWorkers(int size, double share, int places) {
        JoinedBatches batches = new JoinedBatches(3, cohort(4000, 20), size, share);
        for (long iteration = 0; iteration < 50; iteration++) {
            List<OptionalInt> labels = batches.labels(batches.at(iteration));
            assertThat(labels.stream().filter(OptionalInt::isPresent)).hasSizeGreaterThanOrEqualTo(places);
            assertThat(labels.subList(0, size / 2).stream().filter(OptionalInt::isPresent))
                    .hasSizeGreaterThanOrEqualTo(places / 2);
        }
    }

    /** The numbers of crops and masks are those of the study, wherever in the batch it is and whoever computes it. */
    @Test
    void cropsAndMasksOfAWorkerAreThoseOfTheJoinedBatch() {
        SyntheticShards all = new SyntheticShards(1500, TinyTraining.SEQUENCES.toArray(String[]::new));
        JoinedBatches batches = new JoinedBatches(7, Cohort.of(all), 8, 0.5);
        try (Lanes lanes = new Lanes(1)) {
            BatchSource whole = source(all, batches, lanes, WorkerRank.single());
            for (int rank = 0; rank < 3; rank++) {
                WorkerRank worker = new WorkerRank(rank, 3);
                SortedSet<String> held = batches.studies(worker);
                assertThat(held.size()).isLessThan(Cohort.of(all).size());
                BatchSource part = source(WorkerShards.of(1500, held), batches, lanes, worker);
                for (long iteration = 0; iteration < 5; iteration++) {
                    TrainingBatch joined = whole.at(iteration);
                    TrainingBatch own = part.at(iteration);
                    int[] places = own.part().positions();
                    for (int i = 0; i < own.size(); i++) {
                        assertThat(own.studies().get(i))
                                .usingRecursiveComparison()
                                .isEqualTo(joined.studies().get(places[i]));
                    }
                    assertThat(own.part().labels()).isEqualTo(joined.part().labels());
                }
            }
        }
    }

    private static BatchSource source(
            io.mmdino.shard.SliceSource windows, JoinedBatches batches, Lanes lanes, WorkerRank worker) {
        return new BatchSource(
                windows,
                batches,
                7,
                new CropMaker(TinyTraining.crops(), SyntheticShards.SIDE),
                new MaskMaker(TinyTraining.masks(), 4),
                lanes,
                worker);
    }

    @Test
    void moreWorkersThanStudiesOfAStepAreRefused() {
        JoinedBatches batches = new JoinedBatches(3, cohort(10, 0), 4, 0);
        assertThatThrownBy(() -> batches.places(new WorkerRank(0, 5)))
                .hasMessageContaining("averaging.workers is 5, wanted 4 or fewer");
    }
}
