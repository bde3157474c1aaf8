package io.mmdino.volume;

/**
 * Shape and affine of a volume, without its voxels.
 *
 * @param width voxels along the first axis (i)
 * @param height voxels along the second axis (j)
 * @param depth voxels along the third axis (k)
 * @param affine 4 x 4, row-major: voxel to RAS+ millimetres
 */
public record Grid(int width, int height, int depth, double[] affine) {

    /** Tolerance for rounding of float64 arithmetic, in voxels, so that 240 voxels do not become 241. */
    static final double ROUNDING = 1e-9;

    /** Tolerance for affines stored in float32, in voxels: grids that differ by less count as equal. */
    private static final double STORED = 1e-4;

    /** The grid of a volume. */
    public static Grid of(Volume volume) {
        return new Grid(volume.width(), volume.height(), volume.depth(), volume.affine());
    }

    /**
     * The grid along the scanner's axes that encloses the centres of all voxels of a volume, from its lowest corner.
     *
     * <p>Source: nibabel's {@code vox2out_vox}, to which {@link #ROUNDING} is added.
     *
     * @param spacing voxel edges, mm, [3]
     * @param maxVoxels largest number of voxels of the grid
     * @throws IllegalArgumentException when the spacing is not positive or the grid has too many voxels
     */
    public static Grid aligned(Volume volume, double[] spacing, long maxVoxels) {
        double[] affine = volume.affine();
        double[] lowest = new double[3];
        double[] sides = new double[3];
        for (int row = 0; row < 3; row++) {
            if (!(spacing[row] > 0)) {
                throw new IllegalArgumentException("a spacing of " + spacing[row] + " mm, wanted more than 0");
            }
            double[] toLast = {
                affine[4 * row] * (volume.width() - 1),
                affine[4 * row + 1] * (volume.height() - 1),
                affine[4 * row + 2] * (volume.depth() - 1)
            };
            double span = 0;
            lowest[row] = affine[4 * row + 3];
            for (double step : toLast) {
                lowest[row] += Math.min(step, 0);
                span += Math.abs(step);
            }
            sides[row] = Math.ceil(span / spacing[row] - ROUNDING) + 1;
        }
        if (!(sides[0] * sides[1] * sides[2] <= maxVoxels)) {
            throw new IllegalArgumentException("resampling to " + spacing[0] + " x " + spacing[1] + " x " + spacing[2]
                    + " mm gives " + (long) sides[0] + " x " + (long) sides[1] + " x " + (long) sides[2]
                    + " voxels, more than the limit of " + maxVoxels);
        }
        return new Grid((int) sides[0], (int) sides[1], (int) sides[2], Affines.diagonal(spacing, lowest));
    }

    /** Whether both have the same shape and no corner differs by more than a ten-thousandth of a voxel. */
    public boolean sameAs(Grid other) {
        return distance(other) <= STORED;
    }

    /**
     * Distance of two grids: the largest shift of a voxel's centre along one of the scanner's axes, in units of this grid's
     * shortest voxel edge; infinite where the shapes differ.
     */
    public double distance(Grid other) {
        if (width != other.width || height != other.height || depth != other.depth) {
            return Double.POSITIVE_INFINITY;
        }
        int[] shape = {width, height, depth};
        double edge =
                Math.min(Affines.spacing(affine, 0), Math.min(Affines.spacing(affine, 1), Affines.spacing(affine, 2)));
        double most = 0;
        for (int row = 0; row < 12; row += 4) {
            double shift = Math.abs(affine[row + 3] - other.affine[row + 3]);
            for (int axis = 0; axis < 3; axis++) {
                shift += Math.abs(affine[row + axis] - other.affine[row + axis]) * (shape[axis] - 1);
            }
            most = Math.max(most, shift / edge);
        }
        return Double.isNaN(most) ? Double.POSITIVE_INFINITY : most;
    }

    /** Longest edge of a voxel, mm. */
    public double longestEdge() {
        return Math.max(Affines.spacing(affine, 0), Math.max(Affines.spacing(affine, 1), Affines.spacing(affine, 2)));
    }
}
