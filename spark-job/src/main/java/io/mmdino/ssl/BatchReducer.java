package io.mmdino.ssl;

/** Sums batch statistics over all workers, so that centres and Sinkhorn see the whole batch. */
@FunctionalInterface
public interface BatchReducer {

    /** The element-wise sum over workers; every worker calls it with as many values, in the same order of calls. */
    double[] sum(double[] values);

    /** One worker: its own values are the sum. */
    static BatchReducer single() {
        return values -> values;
    }
}
