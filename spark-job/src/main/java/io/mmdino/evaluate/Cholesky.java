package io.mmdino.evaluate;

/** The factor U of a symmetric positive matrix {@code A = U^T U}, for solving {@code A x = b}. */
final class Cholesky {

    private static final double SMALLEST_PIVOT = 1e-14;

    private final double[] upper;
    private final int side;

    private Cholesky(double[] upper, int side) {
        this.upper = upper;
        this.side = side;
    }

    /**
     * Factors in place.
     *
     * @param a upper triangle, [side, side]; a pivot that rounding made tiny or negative is lifted, so the factor is
     *     that of a nearby positive matrix, which is all that a preconditioner needs
     */
    static Cholesky factor(double[] a, int side) {
        for (int k = 0; k < side; k++) {
            int row = k * side;
            double floor = SMALLEST_PIVOT * Math.max(1, largest(a, row + k, row + side));
            double pivot = Math.sqrt(Math.max(a[row + k], floor));
            a[row + k] = pivot;
            for (int j = k + 1; j < side; j++) {
                a[row + j] /= pivot;
            }
            for (int i = k + 1; i < side; i++) {
                subtract(a, a[row + i], row + i, i * side + i, side - i);
            }
        }
        return new Cholesky(a, side);
    }

    /** Solves for {@code b[from .. from + side)}, in place. */
    void solve(double[] b, int from) {
        for (int k = 0; k < side; k++) {
            double value = b[from + k] / upper[k * side + k];
            b[from + k] = value;
            for (int j = k + 1; j < side; j++) {
                b[from + j] -= value * upper[k * side + j];
            }
        }
        for (int k = side - 1; k >= 0; k--) {
            double value = b[from + k];
            for (int j = k + 1; j < side; j++) {
                value -= upper[k * side + j] * b[from + j];
            }
            b[from + k] = value / upper[k * side + k];
        }
    }

    private static double largest(double[] a, int from, int to) {
        double largest = 0;
        for (int j = from; j < to; j++) {
            largest = Math.max(largest, Math.abs(a[j]));
        }
        return largest;
    }

    private static void subtract(double[] a, double factor, int source, int target, int length) {
        for (int j = 0; j < length; j++) {
            a[target + j] -= factor * a[source + j];
        }
    }
}
