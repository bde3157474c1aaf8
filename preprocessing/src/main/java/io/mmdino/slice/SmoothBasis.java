package io.mmdino.slice;

/**
 * Smooth functions on a box: products of Legendre polynomials along three axes, of total degree at most N.
 *
 * @param degree N
 * @param low lowest voxel of the box, [3]
 * @param high highest voxel of the box, [3]; the box is mapped to [-1, 1]
 */
record SmoothBasis(int degree, int[] low, int[] high) {

    /** Number of functions. */
    int size() {
        return (degree + 1) * (degree + 2) * (degree + 3) / 6;
    }

    /**
     * Writes the functions' values at a voxel to {@code out}, [size]. The first is 1. Outside the box they are those of its
     * surface.
     */
    void at(int i, int j, int k, double[] out) {
        double[] x = legendre(i, 0);
        double[] y = legendre(j, 1);
        double[] z = legendre(k, 2);
        int to = 0;
        for (int a = 0; a <= degree; a++) {
            for (int b = 0; a + b <= degree; b++) {
                for (int c = 0; a + b + c <= degree; c++) {
                    out[to++] = x[a] * y[b] * z[c];
                }
            }
        }
    }

    /** Values of the polynomials P0 to PN by Bonnet's recursion, [N + 1]. */
    private double[] legendre(int voxel, int axis) {
        double middle = (low[axis] + high[axis]) / 2.0;
        double half = Math.max((high[axis] - low[axis]) / 2.0, 0.5);
        double t = Math.max(-1, Math.min(1, (voxel - middle) / half));
        double[] p = new double[degree + 1];
        p[0] = 1;
        if (degree > 0) {
            p[1] = t;
        }
        for (int n = 1; n < degree; n++) {
            p[n + 1] = ((2 * n + 1) * t * p[n] - n * p[n - 1]) / (n + 1);
        }
        return p;
    }
}
