package io.mmdino.ssl;

/** Sums batch statistics over all workers, so that centres and Sinkhorn-Knopp are computed from the whole batch. */
@FunctionalInterface
public interface BatchReducer {

    /**
     * The element-wise sum of all workers' values. Every worker has to make the same calls in the same order, each with the
     * same number of values.
     */
    double[] sum(double[] values);

    /** The reducer of a run with one worker: returns the values themselves. */
    static BatchReducer single() {
        return values -> values;
    }
}
