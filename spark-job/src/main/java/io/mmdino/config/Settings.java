package io.mmdino.config;

import io.mmdino.average.AveragingSettings;
import io.mmdino.baseline.BaselineSettings;
import io.mmdino.crop.CropSettings;
import io.mmdino.crop.MaskSettings;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.kernel.KernelChoice;
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
        @DecidesNothing BaselineSettings baseline) {

    public Settings {
        VitSettings backbone = model.backbone();
        int patch = backbone.patch();
        String ofPatch = "a multiple of model.backbone.patch, which is " + patch;
        int names = evaluation.classNames().size();
        new Checks()
                .require(
                        backbone.sequences().equals(ingest.sequences()),
                        "model.backbone.sequences",
                        backbone.sequences(),
                        "ingest.sequences, which is " + ingest.sequences())
                .require(crops.globalSize() % patch == 0, "crops.global-size", crops.globalSize(), ofPatch)
                .require(
                        crops.localCount() == 0 || crops.localSize() % patch == 0,
                        "crops.local-size",
                        crops.localSize(),
                        ofPatch)
                .require(evaluation.imageSide() % patch == 0, "evaluation.image-side", evaluation.imageSide(), ofPatch)
                .require(
                        names == model.classes(),
                        "evaluation.class-names",
                        " has " + names + " names, wanted model.classes of them, which is " + model.classes());
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

    /** These settings with other settings of averaging. */
    public Settings withAveraging(AveragingSettings other) {
        return new Settings(ingest, model, crops, masks, losses, optim, train, other, evaluation, baseline);
    }
}
