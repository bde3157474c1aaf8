package io.mmdino.average;

import io.mmdino.kernel.ParameterVector;
import java.util.List;

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
     * The values of all workers, by rank. All give equally many.
     *
     * @throws PeerException when a peer is gone, stalls or has failed
     */
    List<double[]> gather(double[] values);

    /**
     * Replaces a vector by the element-wise sum over all workers, added in the order of {@link RingOrder}.
     *
     * @throws PeerException when a peer is gone, stalls or has failed; the vector is undefined then
     */
    void sum(ParameterVector vector);

    /** Work of a worker outside of the sums, for which the others wait. */
    interface Busy {

        /** Ends the work: from now on the others wait for their time limit only. Further calls do nothing. */
        void end();
    }

    /**
     * Begins work that may last longer than the others' time limit, such as a validation: until its end they wait as long as this process
     * lives and answers.
     */
    default Busy busy() {
        return () -> {};
    }

    /** Reports this worker's failure to its peers, so that they stop at once instead of at their time limit. */
    void fail(String reason);

    @Override
    void close();

    /** An averager for a run of one worker; its own values are the sum. */
    static Averager single() {
        return new SingleWorker();
    }
}
