package io.mmdino.ssl;

import io.mmdino.kernel.Tensor;

/** Variance of cls tokens over the batch, mean over the width: near 0 when all studies look the same to the student. */
final class ClsVariance {

    private ClsVariance() {}

    /** @param cls [R, D] */
    static double of(Tensor cls) {
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
