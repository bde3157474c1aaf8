package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Safetensors;
import io.mmdino.crop.CropGeometry;
import io.mmdino.crop.StudyCrops;
import io.mmdino.ssl.TrainingBatch;
import io.mmdino.vit.VitSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads the batches of a recorded run, which are ordered by crop, then study, into batches ordered by study, then crop.
 *
 * <p>Letters: B = studies, M = sequences, n = patches per sequence of a global crop. A recorded mask has M*n flags, or n
 * that hold for every sequence.
 */
record RecordedBatches(Safetensors file, VitSettings vit, CropGeometry geometry) {

    /** A stored byte u stands for the intensity u/42.5 - 3. */
    private static final float STORED_SCALE = 42.5f;

    private static final float STORED_OFFSET = 3;

    TrainingBatch read(int step) throws IOException {
        String prefix = "step" + step + ".in.";
        float[][] globals = crops(prefix + "collated_global_crops");
        float[][] locals = crops(prefix + "collated_local_crops");
        boolean[][] masks = masks(prefix + "collated_masks");
        long[] labels = file.longs(prefix + "collate_cls_labels");
        List<StudyCrops> studies = new ArrayList<>();
        List<List<TrainingBatch.IbotTargets>> targets = new ArrayList<>();
        TrainingBatch.IbotTargets[] byCrop = targets(prefix, masks.length);
        int count = masks.length / CropGeometry.GLOBALS;
        for (int study = 0; study < count; study++) {
            studies.add(new StudyCrops(
                    every(globals, study, count),
                    every(locals, study, count),
                    new boolean[][] {masks[study], masks[study + count]},
                    allPresent(),
                    labels[study] < 0 ? OptionalInt.empty() : OptionalInt.of((int) labels[study])));
            targets.add(List.of(byCrop[study], byCrop[study + count]));
        }
        return new TrainingBatch(studies, targets);
    }

    private float[][] crops(String tensor) throws IOException {
        float[] values = file.floats(tensor);
        int crops = file.tensors().get(tensor).shape().get(0);
        int length = values.length / crops;
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] / STORED_SCALE - STORED_OFFSET;
        }
        float[][] split = new float[crops][];
        Arrays.setAll(split, crop -> Arrays.copyOfRange(values, crop * length, (crop + 1) * length));
        return split;
    }

    private boolean[][] masks(String tensor) throws IOException {
        long[] flags = file.longs(tensor);
        int crops = file.tensors().get(tensor).shape().get(0);
        int stored = flags.length / crops;
        boolean[][] masks = new boolean[crops][vit.sequences().size() * vit.patches(geometry.globalSide())];
        for (int crop = 0; crop < crops; crop++) {
            for (int patch = 0; patch < masks[crop].length; patch++) {
                masks[crop][patch] = flags[crop * stored + patch % stored] != 0;
            }
        }
        return masks;
    }

    /** iBOT targets of every crop; a recorded index counts the M*n patches of all crops. */
    private TrainingBatch.IbotTargets[] targets(String prefix, int crops) throws IOException {
        long[] indices = file.longs(prefix + "mask_indices_list");
        double[] weights = file.doubles(prefix + "masks_weight");
        int perCrop = vit.sequences().size() * vit.patches(geometry.globalSide());
        TrainingBatch.IbotTargets[] targets = new TrainingBatch.IbotTargets[crops];
        for (int crop = 0; crop < crops; crop++) {
            List<Integer> patches = new ArrayList<>();
            List<Double> own = new ArrayList<>();
            for (int i = 0; i < indices.length; i++) {
                if (indices[i] / perCrop == crop) {
                    patches.add((int) (indices[i] % perCrop));
                    own.add(weights[i]);
                }
            }
            targets[crop] = new TrainingBatch.IbotTargets(
                    patches.stream().mapToInt(Integer::intValue).toArray(),
                    own.stream().mapToDouble(Double::doubleValue).toArray());
        }
        return targets;
    }

    /** Every {@code step}-th crop from {@code first} on. */
    private static float[][] every(float[][] crops, int first, int step) {
        float[][] own = new float[crops.length / step][];
        Arrays.setAll(own, i -> crops[first + i * step]);
        return own;
    }

    private boolean[] allPresent() {
        boolean[] present = new boolean[vit.sequences().size()];
        Arrays.fill(present, true);
        return present;
    }
}
