package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;

/**
 * The moving average of teacher logits, which keeps one prototype from taking all: {@code centre <- m centre + (1-m)
 * mean}, the mean over the whole batch of all workers, used from the next step on.
 *
 * <p>Source: DINO, arXiv:2104.14294, section 3.1.
 */
public final class Centre {

    private final Tensor value;

    /** A centre of zeros. */
    public Centre(Kernels kernels, int prototypes) {
        value = kernels.zeros(1, prototypes);
    }

    /** [1, K]. */
    public Tensor value() {
        return value;
    }

    /** Takes over K values. */
    public void set(double[] values) {
        for (int k = 0; k < value.cols(); k++) {
            value.set(k, values[k]);
        }
    }

    /** @param logits this worker's rows, [R, K]; R may be 0 while other workers have some */
    public void update(Tensor logits, double momentum, BatchReducer reducer) {
        int prototypes = value.cols();
        double[] sums = new double[prototypes + 1];
        for (int r = 0; r < logits.rows(); r++) {
            for (int k = 0; k < prototypes; k++) {
                sums[k] += logits.get(r, k);
            }
        }
        sums[prototypes] = logits.rows();
        update(reducer.sum(sums), momentum);
    }

    /** @param total sums of all workers' logits, K of them, then their rows */
    public void update(double[] total, double momentum) {
        int prototypes = value.cols();
        if (total[prototypes] == 0) {
            return;
        }
        for (int k = 0; k < prototypes; k++) {
            double mean = total[k] / total[prototypes];
            value.set(k, momentum * value.get(k) + (1 - momentum) * mean);
        }
    }
}
