package io.mmdino.slice;

import java.util.stream.IntStream;

/**
 * Choice of the slices of a study. Axes are those of a canonical (RAS+) volume: 2 is axial.
 *
 * <p>Source: MM-DINOv2 (arXiv 2509.06617), which trains on slices with at least 500 tumour voxels along a random axis.
 *
 * @param minimumVoxels smallest number of mask voxels of a training slice
 * @param largest what makes a slice the largest of an axis
 */
public record SliceChoice(int minimumVoxels, Largest largest) {

    /** What makes a slice the largest. */
    public enum Largest {
        /** Most voxels of the mask. */
        VOXELS,
        /** Largest sum of label values, as in the paper's code: the labels 1, 2, 4 of BraTS weigh differently. */
        LABEL_SUM
    }

    /** Axis of the slice that alone represents a study. */
    public static final int AXIAL = 2;

    /** At least 500 voxels, as in the paper. */
    public static final SliceChoice DEFAULT = new SliceChoice(500, Largest.VOXELS);

    public SliceChoice {
        if (minimumVoxels < 1) {
            throw new IllegalArgumentException("slices of at least " + minimumVoxels + " voxels, wanted 1 or more");
        }
    }

    /** Indices of training slices, ascending; the largest slice alone when none has enough voxels. The mask must not be empty. */
    public int[] training(MaskProfile mask, int axis) {
        requireMask(mask);
        int[] counts = mask.voxels()[axis];
        int[] all = IntStream.range(0, counts.length)
                .filter(slice -> counts[slice] >= minimumVoxels)
                .toArray();
        return all.length > 0 ? all : new int[] {mask.largest(axis, largest)};
    }

    /** Index of the axial slice for evaluation, which has the most of the mask. The mask must not be empty. */
    public int evaluation(MaskProfile mask) {
        requireMask(mask);
        return mask.largest(AXIAL, largest);
    }

    private static void requireMask(MaskProfile mask) {
        if (mask.isEmpty()) {
            throw new IllegalArgumentException(
                    "the mask has no voxel above 0, wanted a tumour or the brain's foreground");
        }
    }
}
