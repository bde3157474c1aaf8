package io.mmdino.train;

import io.mmdino.average.AveragingSettings;
import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.PretrainedBackbone;
import io.mmdino.crop.CropMaker;
import io.mmdino.crop.CropSettings;
import io.mmdino.crop.MaskMaker;
import io.mmdino.crop.MaskSettings;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.optim.OptimSettings;
import io.mmdino.optim.Schedules;
import io.mmdino.shard.SliceSource;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.Model;
import io.mmdino.ssl.ModelSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedSet;

/**
 * The settings that decide the result of a training run, as it was begun, and the ways to run it: {@link #run} as one worker, {@link #drive} as the
 * driver of rounds, {@link #contribute} as a worker of such a round.
 *
 * @param settingsHash hash of these settings and of the shards; part of every checkpoint
 */
public record Training(
        ModelSettings model,
        LossSettings losses,
        CropSettings crops,
        MaskSettings masks,
        OptimSettings optim,
        TrainSettings train,
        AveragingSettings averaging,
        String settingsHash) {

    /** File of the run's folder with one JSON line for each iteration. */
    public static final String METRICS = "metrics.jsonl";

    /**
     * Trains as one worker from the folder's newest checkpoint, or from the start, to the last iteration.
     *
     * @param cohort all studies of the run
     * @param shards windows of at least this worker's {@link #studies}
     * @param folder of the run; only worker 0 reads and writes it
     */
    public void run(
            Cohort cohort,
            SliceSource shards,
            Path folder,
            Kernels kernels,
            Lanes lanes,
            Averaging averaging,
            Validator validator,
            RunListener listener)
            throws IOException {
        check(shards);
        try (Lanes cropLanes = cropLanes(lanes);
                Learner learner = learner(kernels, lanes, averaging.statistics())) {
            initialize(learner, averaging.worker());
            new TrainingRun(plan(folder), learner, batches(cohort, shards, cropLanes, averaging.worker()), averaging)
                    .run(validator, listener);
        }
    }

    /**
     * Trains as the driver of workers that keep no state between rounds.
     *
     * @param folder of the run, on the driver
     * @throws IllegalArgumentException for settings that {@link #requireDrivable} refuses
     */
    public void drive(
            DriverRun.Rounds rounds,
            Path folder,
            Kernels kernels,
            Lanes lanes,
            Validator validator,
            RunListener listener)
            throws IOException {
        requireDrivable(averaging.workers());
        try (Learner learner = learner(kernels, lanes, BatchReducer.single())) {
            initialize(learner, WorkerRank.single());
            new DriverRun(plan(folder), averaging, losses.centreMomentum(), learner).run(rounds, validator, listener);
        }
    }

    /**
     * Checks that nothing has to be joined within a step, which the driver cannot do.
     *
     * @throws IllegalArgumentException for Sinkhorn or KoLeo over several workers in mode {@code gradients}
     */
    public void requireDrivable(int workers) {
        if (averaging.mode() == AveragingSettings.Mode.PARAMETERS || workers == 1) {
            return;
        }
        boolean sinkhorn = losses.centering() == LossSettings.Centering.SINKHORN;
        if (sinkhorn || losses.koleoWeight() > 0) {
            throw new IllegalArgumentException((sinkhorn
                            ? "losses.centering is sinkhorn, wanted centering"
                            : "losses.koleo-weight is " + losses.koleoWeight() + ", wanted 0")
                    + " with averaging.method driver and averaging.mode gradients: it is computed from all workers'"
                    + " studies within a step, which only ring can do");
        }
    }

    /** Hashed ids of the studies whose windows a worker needs. */
    public SortedSet<String> studies(Cohort cohort, WorkerRank worker) {
        return joined(cohort, worker).studies(worker);
    }

    /**
     * One worker's part of a round of {@link #drive}.
     *
     * @param first iteration of the round
     * @param steps of the round
     * @param cohort all studies of the run
     * @param shards windows of at least this worker's {@link #studies}
     */
    public Contribution contribute(
            RoundState state,
            long first,
            int steps,
            Cohort cohort,
            SliceSource shards,
            WorkerRank worker,
            Kernels kernels,
            Lanes lanes) {
        check(shards);
        RoundWork.Recorder recorder = new RoundWork.Recorder();
        BatchReducer reducer =
                averaging.mode() == AveragingSettings.Mode.GRADIENTS ? recorder.reducer() : BatchReducer.single();
        try (Lanes cropLanes = cropLanes(lanes);
                Learner learner = learner(kernels, lanes, reducer)) {
            return new RoundWork(
                            plan(Path.of("")), averaging, learner, batches(cohort, shards, cropLanes, worker), worker)
                    .of(state, recorder, first, steps);
        }
    }

    /** Threads that make crops while the lanes compute: as many, so that a step never waits longer than without them. */
    private static Lanes cropLanes(Lanes lanes) {
        return new Lanes(lanes.count());
    }

    private void check(SliceSource shards) {
        if (!shards.sequences().equals(model.backbone().sequences())) {
            throw new IllegalArgumentException("the shards hold sequences " + shards.sequences()
                    + ", wanted the model's " + model.backbone().sequences() + " (model.backbone.sequences)");
        }
        checkLabels(shards);
    }

    private Learner learner(Kernels kernels, Lanes lanes, BatchReducer reducer) {
        return new Learner(new Model(model), kernels, lanes, crops.geometry(), losses, optim, reducer);
    }

    private void initialize(Learner learner, WorkerRank worker) throws IOException {
        learner.initialize(train.seed());
        if (worker.rank() == 0 && !train.pretrained().isEmpty()) {
            PretrainedBackbone.load(Path.of(train.pretrained()), learner.student());
            learner.copyStudentToTeacher();
        }
    }

    private BatchSource batches(Cohort cohort, SliceSource shards, Lanes lanes, WorkerRank worker) {
        return new BatchSource(
                shards,
                joined(cohort, worker),
                train.seed(),
                new CropMaker(crops, shards.windowSide()),
                new MaskMaker(masks, model.backbone().grid(crops.globalSize())),
                lanes,
                worker);
    }

    /**
     * The batches of all workers. In mode {@code gradients} they stay as large as the run was begun, however many workers share them; in
     * mode {@code parameters} each worker trains on batches of the settings' size.
     */
    private JoinedBatches joined(Cohort cohort, WorkerRank worker) {
        int workers = averaging.mode() == AveragingSettings.Mode.GRADIENTS ? averaging.workers() : worker.workers();
        return new JoinedBatches(train.seed(), cohort, workers * train.batchSize(), train.labelledShare());
    }

    private Journal.Plan plan(Path folder) {
        Schedules schedules = new Schedules(optim, train.batchSize() * workersInOneStep());
        return new Journal.Plan(folder, new CheckpointStore(folder), train, schedules, settingsHash);
    }

    /** Number of workers whose studies one step of the optimiser sees. */
    private int workersInOneStep() {
        return averaging.mode() == AveragingSettings.Mode.GRADIENTS ? averaging.workers() : 1;
    }

    private void checkLabels(SliceSource shards) {
        shards.studies().stream()
                .flatMapToInt(study -> study.label().stream())
                .filter(label -> label < 0 || label >= model.classes())
                .findFirst()
                .ifPresent(label -> {
                    throw new IllegalArgumentException("the shards hold label " + label + ", wanted 0 to "
                            + (model.classes() - 1) + " (model.classes is " + model.classes() + ")");
                });
    }
}
