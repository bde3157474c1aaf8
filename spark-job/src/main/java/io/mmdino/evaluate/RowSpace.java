package io.mmdino.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An orthonormal basis of the rows of a matrix. With fewer rows than features, the penalised solution lies in the
 * rows' span and the basis keeps lengths, so the regression can be solved exactly in n instead of d coordinates.
 *
 * <p>Letters: n = rows, d = features, r = rank.
 */
final class RowSpace {

    private static final double DEPENDENT = 1e-10;

    private final List<double[]> basis = new ArrayList<>();
    private final int features;

    private RowSpace(int features) {
        this.features = features;
    }

    /** Orthonormalises the rows of {@code values}, [n, d]. */
    static RowSpace of(double[] values, int rows, int features) {
        RowSpace space = new RowSpace(features);
        for (int i = 0; i < rows; i++) {
            double[] rest = Arrays.copyOfRange(values, i * features, (i + 1) * features);
            double before = norm(rest);
            space.removeFrom(rest);
            // A second pass, because the rounding error of the first is as large as the rest of a nearly dependent row.
            space.removeFrom(rest);
            double after = norm(rest);
            if (after > DEPENDENT * before) {
                for (int j = 0; j < features; j++) {
                    rest[j] /= after;
                }
                space.basis.add(rest);
            }
        }
        return space;
    }

    /** Number of basis vectors, r. */
    int rank() {
        return basis.size();
    }

    /** Coordinates of every row, [n, r]. */
    double[] project(double[] values, int rows) {
        double[] coordinates = new double[rows * rank()];
        for (int i = 0; i < rows; i++) {
            for (int b = 0; b < rank(); b++) {
                coordinates[i * rank() + b] = dot(basis.get(b), values, i * features);
            }
        }
        return coordinates;
    }

    /** Converts weights on coordinates [r] that begin at {@code from} into weights on features, [d]. */
    double[] expand(double[] weights, int from) {
        double[] expanded = new double[features];
        for (int b = 0; b < rank(); b++) {
            double[] direction = basis.get(b);
            double weight = weights[from + b];
            for (int j = 0; j < features; j++) {
                expanded[j] += weight * direction[j];
            }
        }
        return expanded;
    }

    private void removeFrom(double[] rest) {
        for (double[] direction : basis) {
            double along = dot(direction, rest, 0);
            for (int j = 0; j < features; j++) {
                rest[j] -= along * direction[j];
            }
        }
    }

    private static double norm(double[] x) {
        return Math.sqrt(dot(x, x, 0));
    }

    /** The dot product with four running sums, because a single one waits for each addition to finish. */
    private static double dot(double[] a, double[] b, int from) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 3 < a.length; j += 4) {
            s0 += a[j] * b[from + j];
            s1 += a[j + 1] * b[from + j + 1];
            s2 += a[j + 2] * b[from + j + 2];
            s3 += a[j + 3] * b[from + j + 3];
        }
        for (; j < a.length; j++) {
            s0 += a[j] * b[from + j];
        }
        return s0 + s1 + s2 + s3;
    }
}
