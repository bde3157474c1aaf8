package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;

/**
 * Moving average of teacher logits, subtracted before the teacher's softmax so that no prototype dominates: {@code centre
 * <- m * centre + (1 - m) * mean}. The mean is over the rows of all workers; the new centre is used from the next step on.
 *
 * <p>Letters: R = rows, K = prototypes. Source: DINO, arXiv:2104.14294, section 3.1.
 */
public final class Centre implements AutoCloseable {

    private final Kernels kernels;
    private final Tensor value;
    private final Tensor sums;

    /** Creates a centre of zeros, [1, K]. */
    public Centre(Kernels kernels, int prototypes) {
        this.kernels = kernels;
        value = kernels.zeros(1, prototypes);
        sums = kernels.allocate(Tensor.Type.FLOAT64, prototypes + 1L);
    }

    /** The current centre, [1, K], in the kernels' memory. */
    public Tensor value() {
        return value;
    }

    /** A copy of the current centre, K values. */
    public double[] toDoubles() {
        return kernels.toDoubles(value);
    }

    /** A copy of the current centre, K values. */
    public float[] toFloats() {
        return kernels.toFloats(value);
    }

    /** Overwrites the centre with K values. */
    public void set(double[] values) {
        Tensor host = Tensor.host(value.type(), 1, value.cols());
        for (int k = 0; k < values.length; k++) {
            host.set(k, values[k]);
        }
        kernels.upload(host, value);
    }

    /** Overwrites the centre with K values. */
    public void set(float[] values) {
        kernels.put(values, value);
    }

    /**
     * Moves the centre towards the mean of the batch's logits.
     *
     * @param logits this worker's rows, [R, K]; R may be 0 while other workers have rows
     * @param momentum share of the old centre that is kept, m
     */
    public void update(Tensor logits, double momentum, BatchReducer reducer) {
        kernels.columnSums(logits, sums);
        reducer.sum(kernels, sums);
        kernels.moveCentre(sums, momentum, value);
    }

    /**
     * Moves the centre from sums over all workers; it stays as it is when no worker has a row.
     *
     * @param total K sums of logits, then the number of rows
     */
    public void update(double[] total, double momentum) {
        kernels.moveCentre(kernels.numbers(total).reshape(1, total.length), momentum, value);
    }

    @Override
    public void close() {
        value.free();
        sums.free();
    }
}
