package io.mmdino.average;

import io.mmdino.kernel.ParameterVector;

/**
 * Sums over the workers of one run (all-reduce). All workers call the same methods in the same order with equal lengths,
 * and all receive the same bits. Not thread-safe: each worker uses its averager from one thread, {@link #fail} excepted.
 *
 * <p>Letters: W = workers.
 */
public interface Averager extends AutoCloseable {

    /** This worker's number, 0 to W - 1. */
    int rank();

    /** Number of workers, W. */
    int workers();

    /**
     * The element-wise sum of a few values, added in order of rank.
     *
     * @throws PeerException when a peer is gone, stalls or has failed
     */
    double[] sum(double[] values);

    /**
     * Replaces a vector by the element-wise sum over all workers, added in the order of {@link RingOrder}.
     *
     * @throws PeerException when a peer is gone, stalls or has failed; the vector is undefined then
     */
    void sum(ParameterVector vector);

    /** Reports this worker's failure to its peers, so that they stop at once instead of at their time limit. */
    void fail(String reason);

    @Override
    void close();

    /** An averager for a run of one worker; its own values are the sum. */
    static Averager single() {
        return new SingleWorker();
    }
}
