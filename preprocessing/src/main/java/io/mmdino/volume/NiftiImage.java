package io.mmdino.volume;

/**
 * Content of a NIfTI file.
 *
 * @param volume voxels, scaled by the header's slope and intercept, in the file's orientation
 * @param header the checked header
 * @param nonFinite number of voxels that were NaN or infinite and are 0 in the volume
 */
public record NiftiImage(Volume volume, NiftiHeader header, int nonFinite) {}
