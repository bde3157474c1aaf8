package io.mmdino.slice;

import java.util.stream.IntStream;

/**
 * Which slices of a study are kept. Axes are those of a canonical (RAS+) volume: 2 is axial.
 *
 * <p>Source: MM-DINOv2 (arXiv 2509.06617), training on slices with at least 500 tumour voxels of a random axis.
 *
 * @param minimumVoxels mask voxels a training slice has at least
 * @param maximumSlices training slices kept of one axis; where there are more, evenly spread ones
 */
public record SliceChoice(int minimumVoxels, int maximumSlices) {

    /** The axis evaluation looks along. */
    public static final int AXIAL = 2;

    /** The paper's 500 voxels, and every such slice. */
    public static final SliceChoice DEFAULT = new SliceChoice(500, Integer.MAX_VALUE);

    public SliceChoice {
        if (minimumVoxels < 1 || maximumSlices < 1) {
            throw new IllegalArgumentException("slices of at least " + minimumVoxels + " voxels, at most "
                    + maximumSlices + " of them: wanted 1 or more of both");
        }
    }

    /** Slices to train on, ascending; the largest one where none has enough voxels. The mask must not be empty. */
    public int[] training(MaskProfile mask, int axis) {
        requireMask(mask);
        int[] counts = mask.voxels()[axis];
        int[] all = IntStream.range(0, counts.length)
                .filter(slice -> counts[slice] >= minimumVoxels)
                .toArray();
        if (all.length == 0) {
            return new int[] {mask.largest(axis)};
        }
        if (all.length <= maximumSlices) {
            return all;
        }
        // The middle of each of maximumSlices equal parts.
        return IntStream.range(0, maximumSlices)
                .map(part -> all[(int) ((2L * part + 1) * all.length / (2L * maximumSlices))])
                .toArray();
    }

    /** The axial slice to evaluate on: the one with the most of the mask, which must not be empty. */
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
