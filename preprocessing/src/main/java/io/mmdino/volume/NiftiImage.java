package io.mmdino.volume;

/**
 * A NIfTI file that was read.
 *
 * @param volume voxels, scaled as the header says, in the file's own orientation
 * @param header what the header said
 * @param nonFinite voxels that were NaN or infinite and are now 0
 */
public record NiftiImage(Volume volume, NiftiHeader header, int nonFinite) {}
