package io.mmdino.volume;

/** Arithmetic on 4 x 4 row-major affines whose last row is 0 0 0 1. */
public final class Affines {

    /** Smallest ratio of a voxel's volume to that of a box with its edges; below it the axes count as coplanar. */
    private static final double FLAT = 1e-6;

    private Affines() {}

    /** Affine of a grid along the scanner's axes from voxel edges and the position of the first voxel, both [3], mm. */
    public static double[] diagonal(double[] spacing, double[] origin) {
        return new double[] {
            spacing[0], 0, 0, origin[0], 0, spacing[1], 0, origin[1], 0, 0, spacing[2], origin[2], 0, 0, 0, 1
        };
    }

    /** Edge of a voxel along axis 0, 1 or 2, mm. */
    public static double spacing(double[] affine, int axis) {
        double x = affine[axis];
        double y = affine[4 + axis];
        double z = affine[8 + axis];
        return Math.sqrt(x * x + y * y + z * z);
    }

    /** Product {@code a b}, which applies b first. */
    public static double[] multiply(double[] a, double[] b) {
        double[] out = new double[16];
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 4; column++) {
                double sum = 0;
                for (int i = 0; i < 4; i++) {
                    sum += a[4 * row + i] * b[4 * i + column];
                }
                out[4 * row + column] = sum;
            }
        }
        return out;
    }

    /** Whether the three axes are linearly independent. */
    public static boolean invertible(double[] affine) {
        double box = spacing(affine, 0) * spacing(affine, 1) * spacing(affine, 2);
        return box > 0 && Math.abs(determinant(affine)) > FLAT * box;
    }

    /**
     * Inverse by elimination with row pivots. It is exact up to reciprocals where the axes are only permuted and scaled.
     *
     * @throws IllegalArgumentException when the affine is not invertible
     */
    public static double[] invert(double[] affine) {
        if (!invertible(affine)) {
            throw new IllegalArgumentException("the affine cannot be inverted: its axes lie in one plane");
        }
        double[] left = affine.clone();
        double[] right = diagonal(new double[] {1, 1, 1}, new double[3]);
        for (int column = 0; column < 3; column++) {
            int pivot = pivot(left, column);
            swap(left, pivot, column);
            swap(right, pivot, column);
            eliminate(left, right, column);
        }
        for (int row = 0; row < 12; row += 4) {
            right[row + 3] = -(right[row] * affine[3] + right[row + 1] * affine[7] + right[row + 2] * affine[11]);
        }
        return right;
    }

    /** Product {@code a^-1 b}. The origins are subtracted first, so that grids with a common origin give a shift of exactly 0. */
    public static double[] between(double[] a, double[] b) {
        double[] from = a.clone();
        double[] to = b.clone();
        for (int row = 0; row < 12; row += 4) {
            from[row + 3] = 0;
            to[row + 3] -= a[row + 3];
        }
        return multiply(invert(from), to);
    }

    private static int pivot(double[] left, int column) {
        int best = column;
        for (int row = column + 1; row < 3; row++) {
            if (Math.abs(left[4 * row + column]) > Math.abs(left[4 * best + column])) {
                best = row;
            }
        }
        return best;
    }

    private static void swap(double[] matrix, int a, int b) {
        for (int i = 0; i < 3; i++) {
            double held = matrix[4 * a + i];
            matrix[4 * a + i] = matrix[4 * b + i];
            matrix[4 * b + i] = held;
        }
    }

    private static void eliminate(double[] left, double[] right, int column) {
        double pivot = left[5 * column];
        for (int i = 0; i < 3; i++) {
            left[4 * column + i] /= pivot;
            right[4 * column + i] /= pivot;
        }
        for (int row = 0; row < 3; row++) {
            double factor = left[4 * row + column];
            if (row == column || factor == 0) {
                continue;
            }
            for (int i = 0; i < 3; i++) {
                left[4 * row + i] -= factor * left[4 * column + i];
                right[4 * row + i] -= factor * right[4 * column + i];
            }
        }
    }

    private static double determinant(double[] a) {
        return a[0] * (a[5] * a[10] - a[6] * a[9])
                - a[1] * (a[4] * a[10] - a[6] * a[8])
                + a[2] * (a[4] * a[9] - a[5] * a[8]);
    }
}
