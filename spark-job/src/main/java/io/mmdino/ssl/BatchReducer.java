package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** Joins statistics of a step over all workers, so that centres, Sinkhorn-Knopp and KoLeo are computed from the joined batch. */
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

    /**
     * The values of all workers, by rank. Every worker gives equally many.
     *
     * @param mine this worker's
     * @return {@code mine} alone for a reducer that joins no workers
     */
    default List<double[]> gather(double[] mine) {
        return List.of(mine);
    }

    /** This worker's rank among those whose values are joined. */
    default int rank() {
        return 0;
    }

    /** Number of workers whose values are joined. */
    default int workers() {
        return 1;
    }

    /** The reducer of a run with one worker, which leaves the values as they are. */
    static BatchReducer single() {
        return (kernels, values) -> {};
    }

    /** A reducer that sums on the host. @param sum returns the element-wise sum of all workers' values */
    static BatchReducer onHost(UnaryOperator<double[]> sum) {
        return (kernels, values) -> replace(kernels, values, sum.apply(kernels.toDoubles(values)));
    }

    /** Overwrites values in the kernels' memory. */
    static void replace(Kernels kernels, Tensor values, double[] by) {
        Tensor host = Tensor.host(values.type(), values.rows(), values.cols());
        for (int i = 0; i < by.length; i++) {
            host.set(i, by[i]);
        }
        kernels.upload(host, values);
    }
}
