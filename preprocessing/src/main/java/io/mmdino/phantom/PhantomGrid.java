package io.mmdino.phantom;

/**
 * The voxel grid of a study. i, j, k are voxel indices; x, y, z are mm to the right, to the front and up from the centre of the
 * head.
 *
 * @param step signed mm from one voxel to the next, [3]
 * @param start coordinates of the first voxel in mm, [3]
 */
record PhantomGrid(int width, int height, int depth, float[] step, float[] start) {
    // mm; encloses the largest head.
    private static final double[] FIELD_OF_VIEW = {168, 201.6, 148};
    private static final double CENTRE_UP = 7;

    static PhantomGrid of(Site.Profile site, int size) {
        int[] counts = new int[3];
        float[] step = new float[3];
        float[] start = new float[3];
        for (int axis = 0; axis < 3; axis++) {
            double spacing = site.spacing()[axis] * PhantomSettings.DEFAULT_SIZE / size;
            counts[axis] = (int) Math.ceil(FIELD_OF_VIEW[axis] / spacing / 2) * 2;
            step[axis] = (float) (axis < 2 ? spacing * site.towardsRas() : spacing);
            start[axis] = -step[axis] * (counts[axis] - 1) / 2;
        }
        start[2] += (float) CENTRE_UP;
        return new PhantomGrid(counts[0], counts[1], counts[2], step, start);
    }

    int voxels() {
        return width * height * depth;
    }

    int count(int axis) {
        return axis == 0 ? width : axis == 1 ? height : depth;
    }

    /** Coordinate in mm of an index along an axis. */
    float at(int axis, int index) {
        return start[axis] + step[axis] * index;
    }

    /** Width in mm over which an edge between tissues is blurred: the geometric mean of the voxel's edges. */
    float blur() {
        return (float) Math.cbrt(voxelVolume());
    }

    float voxelVolume() {
        return Math.abs(step[0] * step[1] * step[2]);
    }

    /** Affine from voxel to RAS+ mm, 4 x 4 row-major. */
    double[] affine() {
        return new double[] {step[0], 0, 0, start[0], 0, step[1], 0, start[1], 0, 0, step[2], start[2], 0, 0, 0, 1};
    }
}
