package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.kernel.HostInputs;
import io.mmdino.kernel.Tensor;
import io.mmdino.vit.VitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All that varies from step to step, as tensors that are uploaded once at the start of a step: crops, flags, numbers of rows,
 * targets of labels, weights, temperatures, stochastic depth.
 *
 * <p>Letters: C = classes, K = outputs of the head that labels train.
 *
 * @param teacherTemperature divisor of the teacher's logits, [1, 1]
 * @param labelTargets {@link LabelTargets#rows}, [C, K]
 * @param lanes one for each lane; some are empty when there are more lanes than studies
 */
record StepInput(Tensor teacherTemperature, Tensor labelTargets, List<LaneInput> lanes) {

    /** The part of one lane, in chunks whose activations are computed together. */
    record LaneInput(LaneRows rows, List<ChunkInput> chunks, LossInput losses) {}

    /**
     * Makes a step's input and uploads it.
     *
     * @param inputs cleared first; the tensors are valid until it is cleared again
     * @param lanes number of lanes among which the studies are divided
     * @param chunkTokens about as many tokens of global crops are computed together, at least those of one study
     */
    static StepInput upload(
            HostInputs inputs,
            Model model,
            CropGeometry geometry,
            LossSettings losses,
            TrainingBatch batch,
            LabelTargets labels,
            TrainingStep.Conditions conditions,
            int lanes,
            int chunkTokens) {
        inputs.clear();
        VitSettings vit = model.backbone().settings();
        SplittableRandom random = new SplittableRandom(conditions.seed());
        ChunkInput.Builder chunks = new ChunkInput.Builder(
                inputs,
                vit,
                geometry,
                batch,
                depth(vit, CropGeometry.GLOBALS, batch.part(), random.split()),
                depth(vit, geometry.locals(), batch.part(), random.split()));
        int size = Math.max(1, chunkTokens / (CropGeometry.GLOBALS * vit.tokens(geometry.globalSide())));
        List<LaneInput> all = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            LaneRows rows = LaneRows.of(geometry, batch, lane, lanes);
            all.add(new LaneInput(rows, chunks(chunks, rows, size), LossInput.of(inputs, rows, losses)));
        }
        StepInput input = new StepInput(
                inputs.numbers(conditions.teacherTemperature()),
                inputs.rows(labels.rows(), labels.rows()[0].length),
                all);
        inputs.upload();
        return input;
    }

    private static BatchDepth depth(VitSettings vit, int crops, BatchPart part, SplittableRandom random) {
        return new BatchDepth(
                vit.depth(), Math.max(1, crops * part.joined()), part.crops(crops), vit.dropPath(), random);
    }

    private static List<ChunkInput> chunks(ChunkInput.Builder builder, LaneRows rows, int size) {
        List<ChunkInput> chunks = new ArrayList<>();
        for (int first = rows.from(); first < rows.to(); first += size) {
            chunks.add(builder.chunk(first, Math.min(rows.to(), first + size)));
        }
        return chunks;
    }
}
