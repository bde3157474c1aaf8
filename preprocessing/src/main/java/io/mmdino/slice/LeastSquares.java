package io.mmdino.slice;

/** Ordinary least squares for many right-hand sides by the normal equations, which are factored once (Cholesky). */
final class LeastSquares {

    /** Added to the diagonal, as a share of its mean, for a basis that is not independent on the sample. */
    private static final double RIDGE = 1e-6;

    private final double[][] rows;
    private final double[][] lower;

    /** @param rows values of the basis, [rows][size] */
    LeastSquares(double[][] rows) {
        this.rows = rows;
        int size = rows[0].length;
        double[][] normal = new double[size][size];
        for (double[] row : rows) {
            for (int a = 0; a < size; a++) {
                for (int b = 0; b <= a; b++) {
                    normal[a][b] += row[a] * row[b];
                }
            }
        }
        lower = factor(normal, RIDGE * rows.length / size);
    }

    /** The coefficients whose fit is closest to the values, [size]. */
    double[] fit(double[] values) {
        int size = lower.length;
        double[] x = new double[size];
        for (int n = 0; n < rows.length; n++) {
            for (int a = 0; a < size; a++) {
                x[a] += rows[n][a] * values[n];
            }
        }
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < a; b++) {
                x[a] -= lower[a][b] * x[b];
            }
            x[a] /= lower[a][a];
        }
        for (int a = size - 1; a >= 0; a--) {
            for (int b = a + 1; b < size; b++) {
                x[a] -= lower[b][a] * x[b];
            }
            x[a] /= lower[a][a];
        }
        return x;
    }

    private static double[][] factor(double[][] normal, double ridge) {
        for (int a = 0; a < normal.length; a++) {
            normal[a][a] += ridge;
            for (int b = 0; b <= a; b++) {
                double sum = normal[a][b];
                for (int c = 0; c < b; c++) {
                    sum -= normal[a][c] * normal[b][c];
                }
                normal[a][b] = a == b ? Math.sqrt(sum) : sum / normal[b][b];
            }
        }
        return normal;
    }
}
