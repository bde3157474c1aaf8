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

/**
 * Everything that decides a training run's result.
 *
 * @param settingsHash of all of it and of the shards; checkpoints carry it
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
     * Trains as one worker, from the folder's newest checkpoint or from the start to the last iteration.
     *
     * @param shards this worker's studies
     * @param folder of the run; only worker 0 looks at it
     */
    public void run(
            SliceSource shards,
            Path folder,
            Kernels kernels,
            Lanes lanes,
            Averaging together,
            Validator validator,
            RunListener listener)
            throws IOException {
        check(shards);
        try (Learner learner = learner(kernels, lanes, together.statistics())) {
            begin(learner, together.share());
            new TrainingRun(plan(folder), learner, batches(shards, lanes, together.share()), together)
                    .run(validator, listener);
        }
    }

    /** Trains as the driver of workers that know nothing from one round to the next. */
    public void drive(
            DriverRun.Rounds rounds,
            Path folder,
            Kernels kernels,
            Lanes lanes,
            Validator validator,
            RunListener listener)
            throws IOException {
        if (averaging.mode() == AveragingSettings.Mode.GRADIENTS
                && losses.centering() == LossSettings.Centering.SINKHORN) {
            throw new IllegalArgumentException(
                    "losses.centering is sinkhorn, wanted centering with averaging.method driver"
                            + " and averaging.mode gradients: Sinkhorn sums over workers within a step, which only ring can do");
        }
        try (Learner learner = learner(kernels, lanes, BatchReducer.single())) {
            begin(learner, WorkerRank.whole());
            new DriverRun(plan(folder), averaging, losses.centreMomentum(), learner).run(rounds, validator, listener);
        }
    }

    /** One worker's part of a round of {@link #drive}. */
    public Contribution contribute(
            RoundState state,
            long first,
            int steps,
            SliceSource shards,
            WorkerRank share,
            Kernels kernels,
            Lanes lanes) {
        check(shards);
        RoundWork.Recorder recorder = new RoundWork.Recorder();
        BatchReducer reducer = averaging.mode() == AveragingSettings.Mode.GRADIENTS ? recorder : BatchReducer.single();
        try (Learner learner = learner(kernels, lanes, reducer)) {
            return new RoundWork(plan(Path.of("")), averaging, learner, batches(shards, lanes, share), share)
                    .of(state, recorder, first, steps);
        }
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

    private void begin(Learner learner, WorkerRank share) throws IOException {
        learner.initialize(train.seed());
        if (share.rank() == 0 && !train.pretrained().isEmpty()) {
            PretrainedBackbone.load(Path.of(train.pretrained()), learner.student());
            learner.copyStudentToTeacher();
        }
    }

    private BatchSource batches(SliceSource shards, Lanes lanes, WorkerRank share) {
        return new BatchSource(
                shards,
                train,
                new CropMaker(crops, shards.windowSide()),
                new MaskMaker(masks, model.backbone().grid(crops.globalSize())),
                lanes,
                share);
    }

    private Journal.Plan plan(Path folder) {
        Schedules schedules = new Schedules(optim, train.batchSize() * workersInOneStep());
        return new Journal.Plan(folder, new CheckpointStore(folder), train, schedules, settingsHash);
    }

    /** Workers whose studies one step of the optimiser sees. */
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
