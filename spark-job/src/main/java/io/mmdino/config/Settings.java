package io.mmdino.config;

import io.mmdino.average.AveragingSettings;
import io.mmdino.baseline.BaselineSettings;
import io.mmdino.crop.CropSettings;
import io.mmdino.crop.MaskSettings;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Precision;
import io.mmdino.optim.OptimSettings;
import io.mmdino.settings.Checks;
import io.mmdino.settings.DecidesNothing;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.train.TrainSettings;
import io.mmdino.vit.VitSettings;

/**
 * All settings, section by section as in {@code conf/default.yaml}.
 *
 * @param ingest the way from studies to slice windows
 * @param model shape of backbone and heads
 * @param crops crops of a window and their augmentation
 * @param masks patches that are hidden from the student
 * @param losses weights and temperatures of the losses
 * @param optim length of the run, optimiser and schedules
 * @param train seed, batches, checkpoints
 * @param averaging training with several workers
 * @param evaluation evaluation of features
 * @param baseline supervised network that a model is compared with
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
        @DecidesNothing BaselineSettings baseline) {

    public Settings {
        VitSettings backbone = model.backbone();
        int patch = backbone.patch();
        String ofPatch = "a multiple of model.backbone.patch, which is " + patch;
        int names = evaluation.classNames().size();
        new Checks()
                .that(
                        backbone.sequences().equals(ingest.sequences()),
                        "model.backbone.sequences",
                        backbone.sequences(),
                        "ingest.sequences, which is " + ingest.sequences())
                .that(crops.globalSize() % patch == 0, "crops.global-size", crops.globalSize(), ofPatch)
                .that(
                        crops.localCount() == 0 || crops.localSize() % patch == 0,
                        "crops.local-size",
                        crops.localSize(),
                        ofPatch)
                .that(evaluation.imageSide() % patch == 0, "evaluation.image-side", evaluation.imageSide(), ofPatch)
                .that(
                        names == model.classes(),
                        "evaluation.class-names",
                        " has " + names + " names, wanted model.classes of them, which is " + model.classes());
        KernelChoice.of(train.kernels());
        Precision.named(train.precision());
    }

    /** These settings with other settings of windows. */
    public Settings withIngest(IngestSettings other) {
        return new Settings(other, model, crops, masks, losses, optim, train, averaging, evaluation, baseline);
    }

    /** These settings with another evaluation of features. */
    public Settings withEvaluation(EvaluationSettings other) {
        return new Settings(ingest, model, crops, masks, losses, optim, train, averaging, other, baseline);
    }

    /** These settings with another training loop. */
    public Settings withTrain(TrainSettings other) {
        return new Settings(ingest, model, crops, masks, losses, optim, other, averaging, evaluation, baseline);
    }

    /** These settings with other settings of averaging. */
    public Settings withAveraging(AveragingSettings other) {
        return new Settings(ingest, model, crops, masks, losses, optim, train, other, evaluation, baseline);
    }
}
