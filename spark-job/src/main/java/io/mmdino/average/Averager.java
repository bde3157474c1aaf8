package io.mmdino.average;

import io.mmdino.kernel.ParameterVector;

/**
 * Sums over the workers of one run. All workers call the same methods in the same order with as many values, and all
 * receive the same bits. One thread a worker.
 *
 * <p>Letters: W = workers.
 */
public interface Averager extends AutoCloseable {

    /** This worker's number, 0 to W - 1. */
    int rank();

    /** W. */
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

    /** Tells the peers why this worker stops, so that they need not wait for their time limit. */
    void fail(String reason);

    @Override
    void close();

    /** One worker: its own values are the sum. */
    static Averager single() {
        return new SingleWorker();
    }
}
