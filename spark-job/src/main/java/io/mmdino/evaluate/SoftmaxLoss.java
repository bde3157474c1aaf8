package io.mmdino.evaluate;

import java.util.Arrays;

/**
 * The objective of multinomial logistic regression, {@code C * sum_i -log p(y_i | x_i) + |W|^2 / 2}, its gradient and
 * its Hessian as an operator. The intercept is not penalised.
 *
 * <p>Letters: n = rows, d = features, K = classes.
 *
 * @param labels class of every row, 0 to K - 1, [n]
 * @param c C, the inverse strength of the penalty
 */
record SoftmaxLoss(DesignMatrix x, int[] labels, int classes, double c) {

    private static final double SMALLEST_WEIGHT = 1e-9;

    /**
     * The objective at one point.
     *
     * @param w coefficients, [K, d + 1]
     * @param gradient [K, d + 1]
     * @param probabilities [K, n]
     */
    record Point(double[] w, double value, double[] gradient, double[] probabilities) {}

    /** Number of coefficients, K (d + 1). */
    int size() {
        return classes * (x.features + 1);
    }

    /** Computes the objective and its gradient at {@code w}, [K, d + 1]. */
    Point at(double[] w) {
        double[] p = new double[classes * x.rows];
        x.scores(w, classes, p);
        double loss = softmax(p);
        double[] gradient = new double[size()];
        for (int i = 0; i < x.rows; i++) {
            p[labels[i] * x.rows + i] -= 1;
        }
        x.transposed(p, classes, c, gradient);
        for (int i = 0; i < x.rows; i++) {
            p[labels[i] * x.rows + i] += 1;
        }
        double penalty = addPenalty(w, gradient);
        return new Point(w, c * loss + penalty / 2, gradient, p);
    }

    /** The Hessian at {@code point} times {@code v}. */
    double[] hessianTimes(Point point, double[] v) {
        double[] p = point.probabilities();
        double[] u = new double[p.length];
        x.scores(v, classes, u);
        for (int i = 0; i < x.rows; i++) {
            double mean = 0;
            for (int k = i; k < p.length; k += x.rows) {
                mean += p[k] * u[k];
            }
            for (int k = i; k < p.length; k += x.rows) {
                u[k] = p[k] * (u[k] - mean);
            }
        }
        double[] product = new double[size()];
        x.transposed(u, classes, c, product);
        addPenalty(v, product);
        return product;
    }

    /** One approximation of every class's block of the Hessian: rows are weighted by their mean {@code p (1 - p)}. */
    Cholesky block(Point point) {
        double[] p = point.probabilities();
        double[] weight = new double[x.rows];
        Arrays.fill(weight, SMALLEST_WEIGHT);
        for (int k = 0; k < p.length; k++) {
            weight[k % x.rows] += p[k] * (1 - p[k]) / classes;
        }
        return Cholesky.factor(x.weightedGram(weight, c), x.features + 1);
    }

    /** Size of the gradient's rounding error. */
    double gradientRounding() {
        return 4 * Math.ulp(1.0) * c * x.largestColumn();
    }

    /** Replaces scores by probabilities, in place; returns the summed loss. */
    private double softmax(double[] z) {
        double loss = 0;
        for (int i = 0; i < x.rows; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = i; k < z.length; k += x.rows) {
                largest = Math.max(largest, z[k]);
            }
            double own = z[labels[i] * x.rows + i] - largest;
            double sum = 0;
            for (int k = i; k < z.length; k += x.rows) {
                z[k] = Math.exp(z[k] - largest);
                sum += z[k];
            }
            for (int k = i; k < z.length; k += x.rows) {
                z[k] /= sum;
            }
            loss += Math.log(sum) - own;
        }
        return loss;
    }

    /** Adds the penalised coefficients of {@code w} to {@code target}; returns their sum of squares. */
    private double addPenalty(double[] w, double[] target) {
        double squares = 0;
        int stride = x.features + 1;
        for (int k = 0; k < classes; k++) {
            for (int j = k * stride; j < k * stride + x.features; j++) {
                target[j] += w[j];
                squares += w[j] * w[j];
            }
        }
        return squares;
    }
}
