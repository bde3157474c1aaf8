package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import java.util.function.UnaryOperator;

/** Sums batch statistics over all workers, so that centres and Sinkhorn-Knopp are computed from the whole batch. */
@FunctionalInterface
public interface BatchReducer {

    /**
     * Overwrites values with the element-wise sum of all workers' values. Every worker has to make the same calls in the same
     * order, each with the same number of values.
     *
     * @param kernels in whose memory the values lie
     * @param values [1, n] float64
     */
    void sum(Kernels kernels, Tensor values);

    /** The reducer of a run with one worker, which leaves the values as they are. */
    static BatchReducer single() {
        return (kernels, values) -> {};
    }

    /** A reducer that sums on the host. @param sum returns the element-wise sum of all workers' values */
    static BatchReducer onHost(UnaryOperator<double[]> sum) {
        return (kernels, values) -> {
            double[] total = sum.apply(kernels.toDoubles(values));
            Tensor host = Tensor.host(values.type(), values.rows(), values.cols());
            for (int i = 0; i < total.length; i++) {
                host.set(i, total[i]);
            }
            kernels.upload(host, values);
        };
    }
}
