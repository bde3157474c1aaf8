package io.mmdino.config;

import io.mmdino.average.AveragingSettings;
import io.mmdino.baseline.BaselineSettings;
import io.mmdino.crop.CropSettings;
import io.mmdino.crop.MaskSettings;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.optim.OptimSettings;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.train.TrainSettings;

/**
 * All settings, section by section as in {@code conf/default.yaml}.
 *
 * @param ingest from studies to slice windows
 * @param model backbone and heads
 * @param crops from windows to crops
 * @param masks what is hidden from the student
 * @param losses weights and temperatures
 * @param optim length of the run, optimiser and schedules
 * @param train seed, batches, checkpoints
 * @param averaging several workers
 * @param evaluation how features are judged
 * @param baseline the supervised network to compare with
 */
public record Settings(
        IngestSettings ingest,
        ModelSettings model,
        CropSettings crops,
        MaskSettings masks,
        LossSettings losses,
        OptimSettings optim,
        TrainSettings train,
        AveragingSettings averaging,
        EvaluationSettings evaluation,
        BaselineSettings baseline) {

    public Settings {
        if (!model.backbone().sequences().equals(ingest.sequences())) {
            throw new IllegalArgumentException("model.backbone.sequences is "
                    + model.backbone().sequences() + ", wanted ingest.sequences, which is " + ingest.sequences());
        }
        multipleOfPatch("crops.global-size", crops.globalSize(), model);
        if (crops.localCount() > 0) {
            multipleOfPatch("crops.local-size", crops.localSize(), model);
        }
        multipleOfPatch("evaluation.image-side", evaluation.imageSide(), model);
        int names = evaluation.classNames().size();
        if (names != model.classes()) {
            throw new IllegalArgumentException("evaluation.class-names has " + names
                    + " names, wanted model.classes of them, which is " + model.classes());
        }
        KernelChoice.of(train.kernels());
    }

    /** The same with other windows. */
    public Settings withIngest(IngestSettings other) {
        return new Settings(other, model, crops, masks, losses, optim, train, averaging, evaluation, baseline);
    }

    /** The same trained otherwise. */
    public Settings withTrain(TrainSettings other) {
        return new Settings(ingest, model, crops, masks, losses, optim, other, averaging, evaluation, baseline);
    }

    private static void multipleOfPatch(String key, int side, ModelSettings model) {
        int patch = model.backbone().patch();
        if (side % patch != 0) {
            throw new IllegalArgumentException(
                    key + " is " + side + ", wanted a multiple of model.backbone.patch, which is " + patch);
        }
    }
}
