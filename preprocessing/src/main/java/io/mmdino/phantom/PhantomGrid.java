package io.mmdino.phantom;

/**
 * The voxels of a study and where they lie: i, j, k count voxels, x, y, z are mm to the right, to the front and up from
 * the middle of the head.
 *
 * @param step signed mm from one voxel to the next, [3]
 * @param start mm of the first voxel, [3]
 */
record PhantomGrid(int width, int height, int depth, float[] step, float[] start) {
    // Room for the largest head in mm: 168 x 201.6 x 148.
    private static final double[] FIELD_OF_VIEW = {168, 201.6, 148};
    private static final double CENTRE_UP = 7;

    static PhantomGrid of(SiteProfile site, int size) {
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

    float at(int axis, int index) {
        return start[axis] + step[axis] * index;
    }

    /** Geometric mean of the voxel's edges in mm: how wide an edge between tissues looks. */
    float blur() {
        return (float) Math.cbrt(voxelVolume());
    }

    float voxelVolume() {
        return Math.abs(step[0] * step[1] * step[2]);
    }

    /** Voxel to RAS+ mm, 4 x 4 row-major. */
    double[] affine() {
        return new double[] {step[0], 0, 0, start[0], 0, step[1], 0, start[1], 0, 0, step[2], start[2], 0, 0, 0, 1};
    }
}
