package io.mmdino.train;

import io.mmdino.crop.CropMaker;
import io.mmdino.crop.MaskMaker;
import io.mmdino.crop.RandomStream;
import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import io.mmdino.ssl.BatchPart;
import io.mmdino.ssl.TrainingBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes one worker's part of the batch of any iteration: its studies, the axis and slice of each, their crops and masks. Crops and
 * masks of a study depend on (seed, iteration, study) only, not on the worker, the attempt, the host or earlier batches, so that a
 * run can resume at any iteration, with any number of workers.
 *
 * <p>Source: MM-DINOv2, arXiv:2509.06617, section 3: one of three axes at random, then one of its slices.
 */
public final class BatchSource {

    private static final int AXES = 3;

    private final SliceSource slices;
    private final Map<String, StudyEntry> held;
    private final JoinedBatches joined;
    private final int[] places;
    private final long seed;
    private final CropMaker crops;
    private final MaskMaker masks;
    private final Lanes lanes;

    /**
     * Batches of one worker.
     *
     * @param slices windows of at least the studies that this worker computes
     * @param joined the batches of all workers
     * @param worker whose part is made
     */
    BatchSource(
            SliceSource slices,
            JoinedBatches joined,
            long seed,
            CropMaker crops,
            MaskMaker masks,
            Lanes lanes,
            WorkerRank worker) {
        this.slices = slices;
        this.joined = joined;
        this.seed = seed;
        this.crops = crops;
        this.masks = masks;
        this.lanes = lanes;
        held = slices.studies().stream().collect(Collectors.toMap(StudyEntry::study, Function.identity()));
        places = joined.places(worker);
    }

    /**
     * Batches of a run with one worker.
     *
     * @param slices all studies
     * @throws IllegalArgumentException when there is no study of the TRAIN split
     */
    public static BatchSource single(
            SliceSource slices, TrainSettings settings, CropMaker crops, MaskMaker masks, Lanes lanes) {
        JoinedBatches all =
                new JoinedBatches(settings.seed(), Cohort.of(slices), settings.batchSize(), settings.labelledShare());
        return new BatchSource(slices, all, settings.seed(), crops, masks, lanes, WorkerRank.single());
    }

    /** The worker's part of the batch of an iteration, counted from 0. */
    public TrainingBatch at(long iteration) {
        List<JoinedBatches.Place> batch = joined.at(iteration);
        int[] targets = masks.targets(batch.size(), RandomStream.of(seed, iteration, "", "masks"));
        StudyCrops[] made = new StudyCrops[places.length];
        lanes.forEach(made.length, i -> made[i] = crops(iteration, places[i], batch.get(places[i]), targets));
        return TrainingBatch.of(Arrays.asList(made), new BatchPart(places, joined.labels(batch)));
    }

    private StudyCrops crops(long iteration, int position, JoinedBatches.Place place, int[] targets) {
        StudyEntry study = held(joined.id(place));
        RandomStream ofMasks = RandomStream.of(seed, iteration, study.study(), place.stream("masks"));
        boolean[][] hidden = masks.forStudy(targets, position, study.present(), ofMasks);
        RandomStream random = RandomStream.of(seed, iteration, study.study(), place.stream("crops"));
        List<int[]> axes = study.training().stream()
                .filter(records -> records.length > 0)
                .limit(AXES)
                .toList();
        int[] records = axes.isEmpty() ? new int[] {study.evaluation()} : axes.get(random.integer(axes.size()));
        int record = records[random.integer(records.length)];
        return crops.make(slices.read(record), study.label(), hidden, random);
    }

    private StudyEntry held(String id) {
        StudyEntry study = held.get(id);
        if (study == null) {
            throw new IllegalStateException("this worker does not hold the windows of a study that it has to compute");
        }
        return study;
    }
}
