package io.mmdino.volume;

/**
 * Resamples volumes to another grid. Points outside the volume's outermost voxel centres become 0.
 *
 * <p>Source: nibabel's {@code resample_to_output} and {@code resample_from_to} with order 1 (linear) and 0 (nearest).
 * Two differences: interpolated integer images are not rounded, and a volume along the scanner's axes with the wanted spacing is
 * not resampled, where nibabel may add an empty slice for rounding in its affine.
 */
public final class Resampling {

    private Resampling() {}

    /**
     * Resamples by trilinear interpolation to a grid along the scanner's axes. The voxels stay as they are when the volume lies on
     * that grid already.
     *
     * @param spacing voxel edges, mm, [3]
     * @throws IllegalArgumentException when the result has more than {@link NiftiLimits#DEFAULT}'s voxels
     */
    public static Volume linear(Volume volume, double[] spacing) {
        return linear(volume, target(volume, spacing));
    }

    /**
     * Resamples a mask by nearest neighbour to a grid along the scanner's axes.
     *
     * @param spacing voxel edges, mm, [3]
     * @throws IllegalArgumentException when the result has more than {@link NiftiLimits#DEFAULT}'s voxels
     */
    public static Volume nearest(Volume mask, double[] spacing) {
        return nearest(mask, target(mask, spacing));
    }

    private static Grid target(Volume volume, double[] spacing) {
        double[] a = volume.affine();
        double[] along = Affines.diagonal(spacing, new double[] {a[3], a[7], a[11]});
        Grid own = new Grid(volume.width(), volume.height(), volume.depth(), along);
        return Grid.of(volume).sameAs(own) ? own : Grid.aligned(volume, spacing, NiftiLimits.DEFAULT.maxVoxels());
    }

    /** Resamples by trilinear interpolation to the grid of another volume. */
    public static Volume onto(Volume moving, Volume grid) {
        return linear(moving, Grid.of(grid));
    }

    /** Resamples by trilinear interpolation to a grid. */
    public static Volume linear(Volume moving, Grid grid) {
        return sampled(moving, grid, Resampling::trilinear);
    }

    /** Resamples a mask by nearest neighbour to a grid. */
    public static Volume nearest(Volume mask, Grid grid) {
        return sampled(mask, grid, Resampling::closest);
    }

    /** Trilinear interpolation at one point, given in voxels; 0 outside. */
    public static float at(Volume volume, double x, double y, double z) {
        double i = inside(x, volume.width());
        double j = inside(y, volume.height());
        double k = inside(z, volume.depth());
        return i >= 0 && j >= 0 && k >= 0 ? trilinear(volume, i, j, k) : 0;
    }

    /** Interpolation of a volume at a point inside it, given in voxels. */
    private interface Sampler {
        float at(Volume from, double x, double y, double z);
    }

    private static Volume sampled(Volume from, Grid grid, Sampler sampler) {
        if (Grid.of(from).sameAs(grid)) {
            return new Volume(from.voxels(), from.width(), from.height(), from.depth(), grid.affine());
        }
        double[] m = Affines.between(from.affine(), grid.affine());
        float[] out = new float[Math.multiplyExact(Math.multiplyExact(grid.width(), grid.height()), grid.depth())];
        int to = 0;
        for (int k = 0; k < grid.depth(); k++) {
            for (int j = 0; j < grid.height(); j++) {
                for (int i = 0; i < grid.width(); i++, to++) {
                    double x = inside(m[3] + i * m[0] + j * m[1] + k * m[2], from.width());
                    double y = inside(m[7] + i * m[4] + j * m[5] + k * m[6], from.height());
                    double z = inside(m[11] + i * m[8] + j * m[9] + k * m[10], from.depth());
                    if (x >= 0 && y >= 0 && z >= 0) {
                        out[to] = sampler.at(from, x, y, z);
                    }
                }
            }
        }
        return new Volume(out, grid.width(), grid.height(), grid.depth(), grid.affine());
    }

    /**
     * The coordinate, moved to the outermost voxel centre when it is outside by {@link Grid#ROUNDING}; -1 when it is further
     * outside.
     */
    private static double inside(double point, int side) {
        if (!(point >= -Grid.ROUNDING && point <= side - 1 + Grid.ROUNDING)) {
            return -1;
        }
        return Math.min(Math.max(point, 0), side - 1);
    }

    private static float trilinear(Volume from, double x, double y, double z) {
        int i = (int) x;
        int j = (int) y;
        int k = (int) z;
        double u = x - i;
        double v = y - j;
        double w = z - k;
        float[] voxels = from.voxels();
        int at = (k * from.height() + j) * from.width() + i;
        int right = i + 1 < from.width() ? 1 : 0;
        int front = j + 1 < from.height() ? from.width() : 0;
        int up = k + 1 < from.depth() ? from.width() * from.height() : 0;
        double below = plane(voxels, at, right, front, u, v);
        double above = plane(voxels, at + up, right, front, u, v);
        return (float) (below + w * (above - below));
    }

    private static double plane(float[] voxels, int at, int right, int front, double u, double v) {
        double near = voxels[at] + u * ((double) voxels[at + right] - voxels[at]);
        double far = voxels[at + front] + u * ((double) voxels[at + front + right] - voxels[at + front]);
        return near + v * (far - near);
    }

    private static float closest(Volume from, double x, double y, double z) {
        return from.at((int) (x + 0.5), (int) (y + 0.5), (int) (z + 0.5));
    }
}
