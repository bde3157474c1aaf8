package io.mmdino.ssl;

import io.mmdino.kernel.Tensor;

/**
 * Figures that show a collapse, in which the networks give every study the same output.
 *
 * <p>Letters: R = rows, D = width, K = prototypes.
 */
final class CollapseMetrics {

    private CollapseMetrics() {}

    /**
     * Mean entropy of distributions, nats: 0 when each is one-hot, ln K when each is uniform.
     *
     * @param distributions [R, K]
     */
    static double meanEntropy(Tensor distributions) {
        double sum = 0;
        for (long i = 0; i < distributions.length(); i++) {
            double p = distributions.get(i);
            sum -= p > 0 ? p * Math.log(p) : 0;
        }
        return sum / distributions.rows();
    }

    /**
     * Variance of cls tokens over the rows, mean over the width: near 0 when all studies look the same to the student.
     *
     * @param cls [R, D]
     */
    static double variance(Tensor cls) {
        double total = 0;
        for (int d = 0; d < cls.cols(); d++) {
            double mean = 0;
            for (int r = 0; r < cls.rows(); r++) {
                mean += cls.get(r, d) / cls.rows();
            }
            for (int r = 0; r < cls.rows(); r++) {
                double centred = cls.get(r, d) - mean;
                total += centred * centred / cls.rows();
            }
        }
        return total / cls.cols();
    }
}
