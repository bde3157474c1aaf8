package io.mmdino.shard;

/**
 * One slice window of all sequences, ready for cropping.
 *
 * <p>Letters: M = sequences in the order of {@link SliceSource#sequences()}, W = window side. A window of an image
 * smaller than W covers only {@code height x width}; it lies at the top left and the rest of the side is zero.
 *
 * @param voxels scaled to [0, 1], [M, W, W]; all zero for a sequence that is missing
 * @param present for each sequence whether the study has it, [M]
 * @param foreground 1 inside the tumour (or the brain, when the study has no tumour mask), [W, W]
 * @param side W
 * @param height rows the image covers, at most W
 * @param width columns the image covers, at most W
 */
public record Window(float[] voxels, boolean[] present, byte[] foreground, int side, int height, int width) {}
