package io.mmdino.train;

import io.mmdino.crop.CropMaker;
import io.mmdino.crop.MaskMaker;
import io.mmdino.crop.RandomStream;
import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.ssl.TrainingBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes the batch of any iteration: its studies, the axis and slice of each, their crops and masks. All depend on (seed, iteration,
 * study, worker) only, not on the attempt, the host or earlier batches, so that a run can resume at any iteration.
 *
 * <p>Source: MM-DINOv2, arXiv:2509.06617, section 3: one of three axes at random, then one of its slices.
 */
public final class BatchSource {

    private static final int AXES = 3;

    private final SliceSource slices;
    private final List<StudyEntry> studies;
    private final TrainSettings settings;
    private final CropMaker crops;
    private final MaskMaker masks;
    private final Lanes lanes;
    private final WorkerRank worker;
    private final int labelledSlots;
    private final Optional<StudyOrder> labelled;
    private final StudyOrder all;
    private final int[] labelledStudies;

    /**
     * Batches of one worker.
     *
     * @param slices the studies of this worker
     * @param worker whose random streams are used
     * @throws IllegalArgumentException when there is no study of the TRAIN split
     */
    public BatchSource(
            SliceSource slices,
            TrainSettings settings,
            CropMaker crops,
            MaskMaker masks,
            Lanes lanes,
            WorkerRank worker) {
        this.slices = slices;
        this.settings = settings;
        this.worker = worker;
        this.crops = crops;
        this.masks = masks;
        this.lanes = lanes;
        studies = slices.studies().stream()
                .filter(study -> study.split() == Split.TRAIN)
                .toList();
        if (studies.isEmpty()) {
            throw new IllegalArgumentException("the shards hold no study of the training split, wanted 1 or more");
        }
        all = new StudyOrder(settings.seed(), studies.size(), worker.streamPurpose("order"));
        labelledStudies = IntStream.range(0, studies.size())
                .filter(i -> studies.get(i).label().isPresent())
                .toArray();
        labelledSlots =
                labelledStudies.length == 0 ? 0 : (int) Math.round(settings.labelledShare() * settings.batchSize());
        labelled = labelledSlots == 0
                ? Optional.empty()
                : Optional.of(new StudyOrder(
                        settings.seed(), labelledStudies.length, worker.streamPurpose("labelled order")));
    }

    int labelledStudies() {
        return labelledStudies.length;
    }

    int studies() {
        return studies.size();
    }

    /** The batch of an iteration, counted from 0. */
    public TrainingBatch at(long iteration) {
        List<StudyEntry> chosen =
                IntStream.of(chosen(iteration)).mapToObj(studies::get).toList();
        List<boolean[][]> hidden = masks.forBatch(
                chosen.stream().map(StudyEntry::present).toList(),
                RandomStream.of(settings.seed(), iteration, "", worker.streamPurpose("masks")));
        StudyCrops[] made = new StudyCrops[chosen.size()];
        lanes.forEach(made.length, i -> made[i] = crops(iteration, i, chosen.get(i), hidden.get(i)));
        return TrainingBatch.of(Arrays.asList(made));
    }

    private int[] chosen(long iteration) {
        int others = settings.batchSize() - labelledSlots;
        int[] fromAll = all.at(iteration * others, others);
        return labelled.map(order -> IntStream.concat(
                                IntStream.of(order.at(iteration * labelledSlots, labelledSlots))
                                        .map(i -> labelledStudies[i]),
                                IntStream.of(fromAll))
                        .toArray())
                .orElse(fromAll);
    }

    /** Crops of one study. A batch of a small cohort may hold a study twice; the slot makes the two sets of crops differ. */
    private StudyCrops crops(long iteration, int slot, StudyEntry study, boolean[][] hidden) {
        RandomStream random = RandomStream.of(settings.seed(), iteration, study.study(), "crops " + slot);
        List<int[]> axes = study.training().stream()
                .filter(records -> records.length > 0)
                .limit(AXES)
                .toList();
        int[] records = axes.isEmpty() ? new int[] {study.evaluation()} : axes.get(random.integer(axes.size()));
        int record = records[random.integer(records.length)];
        return crops.make(slices.read(record), study.label(), hidden, random);
    }

    /** Hashed ids of the TRAIN studies. */
    Stream<String> ids() {
        return studies.stream().map(StudyEntry::study);
    }
}
