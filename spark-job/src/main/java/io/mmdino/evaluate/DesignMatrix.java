package io.mmdino.evaluate;

import java.util.Arrays;

/**
 * The features of a regression in double, stored by rows and by columns, so that each product runs along contiguous memory
 * and the compiler can vectorise it.
 *
 * <p>Letters: n = rows, d = features, K = classes. Coefficients are [K, d + 1], the intercept last in each row.
 */
final class DesignMatrix {

    private static final int BLOCK = 32;

    final int rows;
    final int features;
    private final double[] byRow;
    private final double[] byColumn;

    /** @param values [n, d]; not copied */
    DesignMatrix(double[] values, int rows, int features) {
        this.rows = rows;
        this.features = features;
        this.byRow = values;
        this.byColumn = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < features; j++) {
                byColumn[j * rows + i] = values[i * features + j];
            }
        }
    }

    /** Scores of every row for every class: {@code z[k, i] = w[k] . x[i] + intercept[k]}. z [K, n]. */
    void scores(double[] w, int classes, double[] z) {
        int stride = features + 1;
        for (int k = 0; k < classes; k++) {
            Arrays.fill(z, k * rows, (k + 1) * rows, w[k * stride + features]);
            for (int j = 0; j < features; j++) {
                axpy(w[k * stride + j], byColumn, j * rows, z, k * rows, rows);
            }
        }
    }

    /** {@code g[k] = scale * sum_i r[k, i] * (x[i], 1)}. r [K, n], g [K, d + 1]. */
    void transposed(double[] r, int classes, double scale, double[] g) {
        int stride = features + 1;
        Arrays.fill(g, 0, classes * stride, 0);
        for (int k = 0; k < classes; k++) {
            for (int i = 0; i < rows; i++) {
                double residual = scale * r[k * rows + i];
                axpy(residual, byRow, i * features, g, k * stride, features);
                g[k * stride + features] += residual;
            }
        }
    }

    /** {@code scale * sum_i weight[i] (x[i], 1)(x[i], 1)^T + diag(1, ..., 1, 0)}: upper triangle, [d + 1, d + 1]. */
    double[] weightedGram(double[] weight, double scale) {
        int side = features + 1;
        double[] gram = new double[side * side];
        for (int i = 0; i < rows; i += BLOCK) {
            addOuterProducts(weight, scale, i, Math.min(rows, i + BLOCK), gram);
        }
        for (int j = 0; j < features; j++) {
            gram[j * side + j] += 1;
        }
        return gram;
    }

    /** Adds the rows {@code from} to {@code to} together, so that a row of the result stays in the L1 cache for all of them. */
    private void addOuterProducts(double[] weight, double scale, int from, int to, double[] gram) {
        int side = features + 1;
        for (int j = 0; j < features; j++) {
            for (int i = from; i < to; i++) {
                double wx = scale * weight[i] * byRow[i * features + j];
                axpy(wx, byRow, i * features + j, gram, j * side + j, features - j);
                gram[j * side + features] += wx;
            }
        }
        for (int i = from; i < to; i++) {
            gram[side * side - 1] += scale * weight[i];
        }
    }

    /** The largest sum of magnitudes of a column, which scales the rounding error of {@link #transposed}. */
    double largestColumn() {
        double largest = rows;
        for (int j = 0; j < features; j++) {
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                sum += Math.abs(byColumn[j * rows + i]);
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    private static void axpy(double a, double[] x, int fromX, double[] y, int fromY, int length) {
        for (int i = 0; i < length; i++) {
            y[fromY + i] += a * x[fromX + i];
        }
    }
}
