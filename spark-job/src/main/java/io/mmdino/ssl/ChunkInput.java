package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.HostInputs;
import io.mmdino.kernel.Tensor;
import io.mmdino.vit.StochasticDepth;
import io.mmdino.vit.VitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The crops of studies {@code from} (inclusive) to {@code to} (exclusive) of a batch as input of the backbone, and the numbers
 * of the token rows that hold its results.
 *
 * <p>Letters: s = these studies, L = local crops of a study, M = sequences, n = patches per sequence (of a global crop, m of a
 * local one), t = masked patches that are iBOT targets. Crops are ordered by study, then crop, then sequence.
 *
 * @param globals images of the global crops, [s*2*M, side*side]
 * @param locals images of the local crops, [s*L*M, side*side]
 * @param hidden flags of the patches of global crops that the student does not see, masked or absent, [s*2*M*n, 1]
 * @param absentGlobals flags of the patches of absent sequences in global crops, [s*2*M*n, 1]
 * @param absentLocals flags of the patches of absent sequences in local crops, [s*L*M*m, 1]
 * @param globalCls token rows of the cls tokens of the global crops, [s*2, 1]
 * @param localCls token rows of the cls tokens of the local crops, [s*L, 1]
 * @param targets token rows of the masked patches that are iBOT targets in the global crops, [t, 1]
 * @param globalDepth stochastic depth of the global crops, for the student
 * @param localDepth stochastic depth of the local crops, for the student
 */
record ChunkInput(
        int from,
        int to,
        Tensor globals,
        Tensor locals,
        Tensor hidden,
        Tensor absentGlobals,
        Tensor absentLocals,
        Tensor globalCls,
        Tensor localCls,
        Tensor targets,
        StochasticDepth globalDepth,
        StochasticDepth localDepth) {

    /** Adds a chunk's tensors to the input of a step. */
    record Builder(
            HostInputs inputs,
            VitSettings vit,
            CropGeometry geometry,
            TrainingBatch batch,
            BatchDepth globalDepth,
            BatchDepth localDepth) {

        ChunkInput chunk(int from, int to) {
            List<StudyCrops> studies = batch.studies().subList(from, to);
            int locals = geometry.locals();
            return new ChunkInput(
                    from,
                    to,
                    images(studies, StudyCrops::globals, CropGeometry.GLOBALS, geometry.globalSide()),
                    images(studies, StudyCrops::locals, locals, geometry.localSide()),
                    flags(studies, CropGeometry.GLOBALS, geometry.globalSide(), true),
                    flags(studies, CropGeometry.GLOBALS, geometry.globalSide(), false),
                    flags(studies, locals, geometry.localSide(), false),
                    clsRows(studies.size() * CropGeometry.GLOBALS, geometry.globalSide()),
                    clsRows(studies.size() * locals, geometry.localSide()),
                    inputs.indices(targetRows(from, to)),
                    globalDepth.of(CropGeometry.GLOBALS * from, CropGeometry.GLOBALS * to, inputs),
                    localDepth.of(locals * from, locals * to, inputs));
        }

        private Tensor images(List<StudyCrops> studies, Function<StudyCrops, float[][]> crops, int count, int side) {
            List<float[]> parts = new ArrayList<>();
            for (StudyCrops study : studies) {
                parts.addAll(List.of(crops.apply(study)).subList(0, count));
            }
            return inputs.values(studies.size() * count * vit.sequences().size(), side * side, parts);
        }

        private Tensor flags(List<StudyCrops> studies, int count, int side, boolean masked) {
            int patches = count == 0 ? 0 : vit.patches(side);
            int perCrop = vit.sequences().size() * patches;
            boolean[] flags = new boolean[studies.size() * count * perCrop];
            int at = 0;
            for (StudyCrops study : studies) {
                for (int crop = 0; crop < count; crop++) {
                    for (int patch = 0; patch < perCrop; patch++) {
                        flags[at++] = !study.present()[patch / patches] || (masked && study.masks()[crop][patch]);
                    }
                }
            }
            return inputs.flags(flags);
        }

        private Tensor clsRows(int crops, int side) {
            int tokens = crops == 0 ? 0 : vit.tokens(side);
            return inputs.indices(IntStream.range(0, crops).map(i -> i * tokens).toArray());
        }

        private int[] targetRows(int from, int to) {
            int tokens = vit.tokens(geometry.globalSide());
            int skipped = 1 + vit.registers();
            IntStream.Builder rows = IntStream.builder();
            int crop = 0;
            for (List<TrainingBatch.IbotTargets> study : batch.ibotTargets().subList(from, to)) {
                for (TrainingBatch.IbotTargets targets : study) {
                    for (int patch : targets.patches()) {
                        rows.add(crop * tokens + skipped + patch);
                    }
                    crop++;
                }
            }
            return rows.build().toArray();
        }
    }
}
