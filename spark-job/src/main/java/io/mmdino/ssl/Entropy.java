package io.mmdino.ssl;

import io.mmdino.kernel.Tensor;

/** Mean entropy of distributions, in nats: 0 when each is one-hot, ln K when each is uniform. */
final class Entropy {

    private Entropy() {}

    /** @param distributions [R, K] */
    static double mean(Tensor distributions) {
        double sum = 0;
        for (long i = 0; i < distributions.length(); i++) {
            double p = distributions.get(i);
            sum -= p > 0 ? p * Math.log(p) : 0;
        }
        return sum / distributions.rows();
    }
}
