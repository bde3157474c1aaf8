package io.mmdino.slice;

import java.util.stream.IntStream;

/**
 * Choice of the slices of a study. Axes are those of a canonical (RAS+) volume: 2 is axial.
 *
 * <p>Source: MM-DINOv2 (arXiv 2509.06617), which trains on slices with at least 500 tumour voxels along a random axis.
 *
 * @param minimumVoxels smallest number of mask voxels of a training slice
 * @param maximumSlices largest number of training slices of one axis; more are thinned out evenly
 */
public record SliceChoice(int minimumVoxels, int maximumSlices) {

    /** Axis of the slice that alone represents a study. */
    public static final int AXIAL = 2;

    /** At least 500 voxels, as in the paper, and no limit on slices. */
    public static final SliceChoice DEFAULT = new SliceChoice(500, Integer.MAX_VALUE);

    public SliceChoice {
        if (minimumVoxels < 1 || maximumSlices < 1) {
            throw new IllegalArgumentException("slices of at least " + minimumVoxels + " voxels, at most "
                    + maximumSlices + " of them: wanted 1 or more of both");
        }
    }

    /** Indices of training slices, ascending; the largest slice alone when none has enough voxels. The mask must not be empty. */
    public int[] training(MaskProfile mask, int axis) {
        requireMask(mask);
        int[] counts = mask.voxels()[axis];
        int[] all = IntStream.range(0, counts.length)
                .filter(slice -> counts[slice] >= minimumVoxels)
                .toArray();
        if (all.length == 0) {
            return new int[] {mask.largest(axis)};
        }
        return thinned(all, maximumSlices);
    }

    /**
     * Those training slices of one axis that evaluation and scoring read: none with one slice per axis, because then the slice of
     * {@link #evaluation} alone represents the study, as in the paper; else {@code perAxis} of them, evenly spread, or all where
     * there are fewer.
     *
     * @param training slices of the axis in ascending order, as indices or as the numbers of their records
     */
    public static int[] evaluated(int[] training, int perAxis) {
        if (perAxis < 1) {
            throw new IllegalArgumentException(perAxis + " slices per axis for evaluation, wanted 1 or more");
        }
        return perAxis == 1 ? new int[0] : thinned(training, perAxis);
    }

    /** The middle of each of {@code most} equal parts; all where there are no more. */
    private static int[] thinned(int[] all, int most) {
        if (all.length <= most) {
            return all.clone();
        }
        return IntStream.range(0, most)
                .map(part -> all[(int) ((2L * part + 1) * all.length / (2L * most))])
                .toArray();
    }

    /** Index of the axial slice for evaluation, which has the most of the mask. The mask must not be empty. */
    public int evaluation(MaskProfile mask) {
        requireMask(mask);
        return mask.largest(AXIAL);
    }

    private static void requireMask(MaskProfile mask) {
        if (mask.isEmpty()) {
            throw new IllegalArgumentException(
                    "the mask has no voxel above 0, wanted a tumour or the brain's foreground");
        }
    }
}
