package io.mmdino.train;

import io.mmdino.average.AveragingSettings;
import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.PretrainedBackbone;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.optim.OptimSettings;
import io.mmdino.optim.Schedules;
import io.mmdino.shard.SliceSource;
import io.mmdino.ssl.CropMaker;
import io.mmdino.ssl.CropSettings;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.MaskMaker;
import io.mmdino.ssl.MaskSettings;
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
        if (!shards.sequences().equals(model.backbone().sequences())) {
            throw new IllegalArgumentException("the shards hold sequences " + shards.sequences()
                    + ", wanted the model's " + model.backbone().sequences() + " (model.backbone.sequences)");
        }
        checkLabels(shards);
        Model layers = new Model(model);
        try (Learner learner =
                new Learner(layers, kernels, lanes, crops.geometry(), losses, optim, together.statistics())) {
            learner.initialize(train.seed());
            if (together.share().rank() == 0 && !train.pretrained().isEmpty()) {
                PretrainedBackbone.load(Path.of(train.pretrained()), learner.student());
                learner.copyStudentToTeacher();
            }
            BatchSource batches = new BatchSource(
                    shards,
                    train,
                    new CropMaker(crops, shards.windowSide()),
                    new MaskMaker(masks, model.backbone().grid(crops.globalSize())),
                    lanes,
                    together.share());
            Schedules schedules = new Schedules(optim, train.batchSize() * workersInOneStep());
            Journal.Plan plan = new Journal.Plan(folder, new CheckpointStore(folder), train, schedules, settingsHash);
            new TrainingRun(plan, learner, batches, together).run(validator, listener);
        }
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
