package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;

/**
 * Moving average of teacher logits, subtracted before the teacher's softmax so that no prototype dominates: {@code centre
 * <- m * centre + (1 - m) * mean}. The mean is over the rows of all workers; the new centre is used from the next step on.
 *
 * <p>Letters: R = rows, K = prototypes. Source: DINO, arXiv:2104.14294, section 3.1.
 */
public final class Centre {

    private final Tensor value;

    /** Creates a centre of zeros, [1, K]. */
    public Centre(Kernels kernels, int prototypes) {
        value = kernels.zeros(1, prototypes);
    }

    /** The current centre, [1, K]. */
    public Tensor value() {
        return value;
    }

    /** Overwrites the centre with K values. */
    public void set(double[] values) {
        for (int k = 0; k < value.cols(); k++) {
            value.set(k, values[k]);
        }
    }

    /**
     * Moves the centre towards the mean of the batch's logits.
     *
     * @param logits this worker's rows, [R, K]; R may be 0 while other workers have rows
     * @param momentum share of the old centre that is kept, m
     */
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

    /**
     * Moves the centre from sums over all workers; it stays as it is when no worker has a row.
     *
     * @param total K sums of logits, then the number of rows
     */
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
