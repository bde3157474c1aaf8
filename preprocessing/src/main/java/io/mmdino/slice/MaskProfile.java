package io.mmdino.slice;

import io.mmdino.volume.Volume;

/**
 * Amount of a mask in every slice of the three axes.
 *
 * @param voxels number of voxels above 0 in each slice, [3][slices]
 * @param weights sum of the mask's values over each slice, [3][slices]
 */
public record MaskProfile(int[][] voxels, double[][] weights) {

    /** Counts a mask's voxels; values of 0 and below are outside. */
    public static MaskProfile of(Volume mask) {
        int[] shape = {mask.width(), mask.height(), mask.depth()};
        int[][] voxels = new int[3][];
        double[][] weights = new double[3][];
        for (int axis = 0; axis < 3; axis++) {
            voxels[axis] = new int[shape[axis]];
            weights[axis] = new double[shape[axis]];
        }
        int at = 0;
        for (int k = 0; k < shape[2]; k++) {
            for (int j = 0; j < shape[1]; j++) {
                for (int i = 0; i < shape[0]; i++, at++) {
                    float value = mask.voxels()[at];
                    if (value > 0) {
                        add(voxels, weights, new int[] {i, j, k}, value);
                    }
                }
            }
        }
        return new MaskProfile(voxels, weights);
    }

    private static void add(int[][] voxels, double[][] weights, int[] slice, float value) {
        for (int axis = 0; axis < 3; axis++) {
            voxels[axis][slice[axis]]++;
            weights[axis][slice[axis]] += value;
        }
    }

    /** Whether no voxel is above 0. */
    public boolean isEmpty() {
        for (int count : voxels[2]) {
            if (count > 0) {
                return false;
            }
        }
        return true;
    }

    /** The first slice across an axis with most voxels, or with the largest sum. */
    public int largest(int axis, SliceChoice.Largest by) {
        int best = 0;
        for (int slice = 1; slice < weights[axis].length; slice++) {
            if (size(axis, slice, by) > size(axis, best, by)) {
                best = slice;
            }
        }
        return best;
    }

    /** Size of a slice. */
    public double size(int axis, int slice, SliceChoice.Largest by) {
        return by == SliceChoice.Largest.VOXELS ? voxels[axis][slice] : weights[axis][slice];
    }
}
