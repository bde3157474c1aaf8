package io.mmdino.volume;

/**
 * Permutes and flips axes so that they run as closely as possible to the right, to the front and up (RAS+). Voxels are not
 * interpolated: an oblique volume stays oblique.
 *
 * <p>Source: nibabel's {@code as_closest_canonical}: each voxel axis, in order, is assigned the free scanner axis with the
 * largest component in the nearest rotation (polar decomposition of the affine's unit columns).
 */
public final class Orientation {

    private static final int POLAR_STEPS = 100;
    private static final double POLAR_PRECISION = 1e-14;

    private Orientation() {}

    /**
     * The closest RAS+ volume; {@code volume} itself when it is RAS+ already.
     *
     * @throws IllegalArgumentException when the affine cannot be inverted
     */
    public static Volume toCanonical(Volume volume) {
        int[] shape = {volume.width(), volume.height(), volume.depth()};
        int[] stride = {1, volume.width(), volume.width() * volume.height()};
        int[] newShape = new int[3];
        int[] newStride = new int[3];
        int start = 0;
        double[] affine = volume.affine().clone();
        AxisMapping[] mappings = mappings(volume.affine());
        for (int axis = 0; axis < 3; axis++) {
            AxisMapping mapping = mappings[axis];
            int last = mapping.flip() ? shape[axis] - 1 : 0;
            newShape[mapping.to()] = shape[axis];
            newStride[mapping.to()] = mapping.flip() ? -stride[axis] : stride[axis];
            start += last * stride[axis];
            for (int row = 0; row < 12; row += 4) {
                double step = volume.affine()[row + axis];
                affine[row + mapping.to()] = mapping.flip() ? -step : step;
                affine[row + 3] += last * step;
            }
        }
        if (newStride[0] == stride[0] && newStride[1] == stride[1] && newStride[2] == stride[2]) {
            return volume;
        }
        float[] voxels = gather(volume.voxels(), start, newShape, newStride);
        return new Volume(voxels, newShape[0], newShape[1], newShape[2], affine);
    }

    private static float[] gather(float[] from, int start, int[] shape, int[] stride) {
        float[] out = new float[from.length];
        int to = 0;
        for (int k = 0; k < shape[2]; k++) {
            for (int j = 0; j < shape[1]; j++) {
                int at = start + k * stride[2] + j * stride[1];
                for (int i = 0; i < shape[0]; i++, at += stride[0]) {
                    out[to++] = from[at];
                }
            }
        }
        return out;
    }

    /** Scanner axis that is assigned to a voxel axis, and whether it runs in the opposite direction. */
    private record AxisMapping(int to, boolean flip) {}

    private static AxisMapping[] mappings(double[] affine) {
        double[] rotation = nearestRotation(affine);
        boolean[] taken = new boolean[3];
        AxisMapping[] mappings = new AxisMapping[3];
        for (int axis = 0; axis < 3; axis++) {
            int best = -1;
            for (int row = 0; row < 3; row++) {
                double size = Math.abs(rotation[4 * row + axis]);
                if (!taken[row] && (best < 0 || size > Math.abs(rotation[4 * best + axis]))) {
                    best = row;
                }
            }
            taken[best] = true;
            mappings[axis] = new AxisMapping(best, rotation[4 * best + axis] < 0);
        }
        return mappings;
    }

    /** Orthogonal polar factor of the unit columns, by Newton's iteration: the mean of a matrix and its inverse transpose. */
    private static double[] nearestRotation(double[] affine) {
        double[] q = unitColumns(affine);
        double change = 1;
        for (int step = 0; step < POLAR_STEPS && change > POLAR_PRECISION; step++) {
            double[] inverse = Affines.invert(q);
            double[] next = q.clone();
            change = 0;
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    int at = 4 * row + column;
                    next[at] = (q[at] + inverse[4 * column + row]) / 2;
                    change = Math.max(change, Math.abs(next[at] - q[at]));
                }
            }
            q = next;
        }
        return q;
    }

    private static double[] unitColumns(double[] affine) {
        double[] unit = affine.clone();
        for (int axis = 0; axis < 3; axis++) {
            double length = Affines.spacing(affine, axis);
            for (int row = 0; row < 12; row += 4) {
                unit[row + axis] /= length;
                unit[row + 3] = 0;
            }
        }
        return unit;
    }
}
