package io.mmdino.study;

/**
 * A slice that becomes a window.
 *
 * @param axis 0, 1 or 2, across which the slice is cut; 2 is axial
 * @param slice index along the axis
 * @param training whether training draws from it
 * @param evaluation whether it is the study's evaluation slice
 */
public record ChosenSlice(int axis, int slice, boolean training, boolean evaluation) {}
