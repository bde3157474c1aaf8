package io.mmdino.ssl;

import io.mmdino.crop.CropGeometry;
import io.mmdino.crop.StudyCrops;
import io.mmdino.kernel.Tensor;
import io.mmdino.vit.Pass;
import io.mmdino.vit.VitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The crops of studies {@code from} (inclusive) to {@code to} (exclusive) of a batch as input of the backbone: images,
 * patch flags, and the numbers of the token rows that hold its results.
 *
 * <p>Letters: s = these studies, M = sequences, n = patches per sequence, N = tokens per crop.
 */
record CropTensors(Pass pass, VitSettings vit, TrainingBatch batch, int from, int to) {

    private List<StudyCrops> studies() {
        return batch.studies().subList(from, to);
    }

    /** Images of the global crops by study, crop and sequence, [s*2*M, side*side]. */
    Tensor globals(int side) {
        return images(StudyCrops::globals, CropGeometry.GLOBALS, side);
    }

    /** Images of the local crops by study, crop and sequence, [s*count*M, side*side]. */
    Tensor locals(int side, int count) {
        return images(StudyCrops::locals, count, side);
    }

    private Tensor images(Function<StudyCrops, float[][]> crops, int count, int side) {
        int sequences = vit.sequences().size();
        Tensor images = pass.workspace().take((to - from) * count * sequences, side * side);
        int row = 0;
        for (StudyCrops study : studies()) {
            for (float[] crop : crops.apply(study)) {
                images.rows(row, row + sequences).copyFrom(crop);
                row += sequences;
            }
        }
        return images;
    }

    /** Flags of the patches of absent sequences, s*count*M*n for {@code count} crops a study; empty when none is absent. */
    boolean[] absent(int count, int side) {
        boolean complete = studies().stream().allMatch(CropTensors::complete);
        return complete ? new boolean[0] : flags(count, side, false);
    }

    /** Flags of the patches that the student does not see in the global crops, masked or absent, s*2*M*n. */
    boolean[] hidden(int side) {
        return flags(CropGeometry.GLOBALS, side, true);
    }

    private static boolean complete(StudyCrops study) {
        for (boolean present : study.present()) {
            if (!present) {
                return false;
            }
        }
        return true;
    }

    private boolean[] flags(int count, int side, boolean masked) {
        int patches = vit.patches(side);
        int perCrop = vit.sequences().size() * patches;
        boolean[] flags = new boolean[(to - from) * count * perCrop];
        int at = 0;
        for (StudyCrops study : studies()) {
            for (int crop = 0; crop < count; crop++) {
                for (int patch = 0; patch < perCrop; patch++) {
                    flags[at++] = !study.present()[patch / patches] || (masked && study.masks()[crop][patch]);
                }
            }
        }
        return flags;
    }

    /** Token rows of the cls tokens of {@code count} crops a study. */
    int[] clsRows(int count, int side) {
        int tokens = vit.tokens(side);
        return IntStream.range(0, (to - from) * count).map(i -> i * tokens).toArray();
    }

    /** Token rows of the masked patches that are iBOT targets in the global crops, by study, crop and patch. */
    int[] targetRows(int side) {
        int tokens = vit.tokens(side);
        int skipped = 1 + vit.registers();
        List<Integer> rows = new ArrayList<>();
        int crop = 0;
        for (List<TrainingBatch.IbotTargets> study : batch.ibotTargets().subList(from, to)) {
            for (TrainingBatch.IbotTargets targets : study) {
                for (int patch : targets.patches()) {
                    rows.add(crop * tokens + skipped + patch);
                }
                crop++;
            }
        }
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }
}
