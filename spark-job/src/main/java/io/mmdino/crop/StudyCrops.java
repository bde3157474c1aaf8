package io.mmdino.crop;

import java.util.OptionalInt;

/**
 * The crops of one study in one iteration, as {@link CropMaker} makes them for a training step.
 *
 * <p>Letters: M = sequences, G, l = global and local side, L = local crops, n = patches per sequence of a global crop.
 *
 * @param globals 2 crops of [M, G, G]
 * @param locals L crops of [M, l, l]
 * @param masks for each global crop the flags of the patches hidden from the student, [M*n]; never set for an absent
 *     sequence
 * @param present for each sequence whether the study has it, [M]
 * @param label class index, or empty
 */
public record StudyCrops(
        float[][] globals, float[][] locals, boolean[][] masks, boolean[] present, OptionalInt label) {}
