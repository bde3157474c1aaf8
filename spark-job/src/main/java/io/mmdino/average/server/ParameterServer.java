package io.mmdino.average.server;

import io.mmdino.average.Rendezvous;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Nd4jStart;
import io.mmdino.kernel.ParameterVector;
import java.time.Duration;

/**
 * Asynchronous averaging of one worker. All workers begin with the same weights x0. After each local step a worker calls
 * {@link #share} with the movement of its weights, and continues from the weights that {@link #receive} returns:
 * {@code x0 + 1/W * sum of all movements sent}, as far as they have arrived. After {@link #settle} all have arrived, and all workers
 * hold the same weights.
 *
 * <p>Letters: W = workers. Weights are float32. Not thread-safe except for {@link #fail}. Aeron neither authenticates nor
 * encrypts: see {@link #requireUnauthenticated}. The order of arrival is random, so a run is not repeatable.
 *
 * <p>Memory: three vectors, and up to 24 MB of Aeron's buffers for each peer, as files.
 */
public final class ParameterServer implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    /**
     * Rank and address of one worker of a run.
     *
     * @param rank 0 to W - 1; rank 0 introduces the others to each other
     * @param workers W
     * @param host the address that this worker listens on and its peers send to
     * @param limit longest wait for a peer
     */
    public record Worker(int rank, int workers, String host, Duration limit) {

        public Worker {
            if (rank < 0 || rank >= workers) {
                throw new IllegalArgumentException(
                        "rank " + rank + " of " + workers + " workers, wanted 0 to " + (workers - 1));
            }
            if (host.isBlank()) {
                throw new IllegalArgumentException("rank " + rank + " has no address to listen on");
            }
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("a limit of " + limit + " on waits, wanted more than none");
            }
        }
    }

    private final Connection connection;
    private final ThresholdResidual residual;
    private final Replica replica;
    private final Heartbeat heartbeat;
    private long sequence;
    private long settlings;
    private boolean closed;

    private ParameterServer(Connection connection, ThresholdResidual residual, Replica replica, Heartbeat heartbeat) {
        this.connection = connection;
        this.residual = residual;
        this.replica = replica;
        this.heartbeat = heartbeat;
    }

    /**
     * Opens this worker's server and connects it to those of all others; listens on the worker's address only.
     *
     * @param rendezvous is called four times; it limits its own waits
     * @param start x0, equal on all workers; copied
     * @param threshold smallest movement of a weight that is sent at first; it adapts during the run
     * @throws io.mmdino.average.PeerException when a peer does not answer, or trains another number of parameters
     */
    public static ParameterServer open(
            Worker worker, Rendezvous rendezvous, Kernels kernels, ParameterVector start, double threshold) {
        Nd4jStart.load(); // takes seconds, which peers would wait for once they are connected
        AdaptiveThreshold first = AdaptiveThreshold.of(threshold);
        Replica replica = new Replica(kernels, worker.workers(), start.onHost());
        ThresholdResidual residual = new ThresholdResidual(kernels, start.layout(), first);
        try {
            Connection connection = Connection.open(worker, rendezvous, replica);
            Heartbeat heartbeat =
                    Heartbeat.start(worker.rank(), worker.limit(), connection.states(), connection.transport());
            return new ParameterServer(connection, residual, replica, heartbeat);
        } catch (RuntimeException | Error e) {
            replica.close();
            residual.close();
            throw e;
        }
    }

    /**
     * Refuses a run with {@code spark.authenticate}, because Aeron cannot keep its secret.
     *
     * @param sparkAuthenticate Spark's setting {@code spark.authenticate}
     * @throws IllegalArgumentException when it is on
     */
    public static void requireUnauthenticated(boolean sparkAuthenticate) {
        if (sparkAuthenticate) {
            throw new IllegalArgumentException(
                    "averaging.method is parameter-server and spark.authenticate is true: its messages go"
                            + " by Aeron, which neither authenticates nor encrypts; choose averaging.method ring");
        }
    }

    ServerMembers members() {
        return connection.members();
    }

    /** Rank of this worker, 0 to W - 1. */
    public int rank() {
        return members().rank();
    }

    /** Number of workers, W. */
    public int workers() {
        return members().workers();
    }

    /** Smallest movement of a weight that the next share sends. */
    public double threshold() {
        return residual.threshold().value();
    }

    /**
     * Sends the movement of all weights that have moved by the threshold or more, in this share or over several; smaller movements
     * wait in the residual. Returns when the buffers of all peers hold it.
     *
     * @param difference weights after the step minus weights before it
     * @return number of elements sent
     * @throws io.mmdino.average.PeerException when a peer is gone, stalls or has failed
     */
    public long share(ParameterVector difference) {
        connection.states().checkAllPresent();
        return residual.add(difference.onHost(), (range, code) -> {
            replica.add(range.start(), code);
            send(Update.Kind.CODE, range.start(), code);
        });
    }

    /**
     * Overwrites a worker's weights with the shared ones, which hold its own last step as far as it was sent.
     *
     * @throws io.mmdino.average.PeerException when something has failed
     */
    public void receive(ParameterVector weights) {
        connection.states().check();
        replica.copyTo(weights.onHost());
        weights.changedOnHost();
    }

    /**
     * Waits until all workers have called this and all updates have arrived, then overwrites the weights with the shared ones, which
     * are equal on all workers. Movements below the threshold stay in each worker's residual.
     *
     * @throws io.mmdino.average.PeerException names a worker that has not called this within the limit
     */
    public void settle(ParameterVector weights) {
        connection.states().checkAllPresent();
        settlings++;
        send(Update.Kind.SETTLING, settlings, Update.NOTHING);
        connection.states().awaitSettling(settlings);
        replica.settle();
        replica.copyTo(weights.onHost());
        weights.changedOnHost();
        // No worker sends before all have settled, so that none includes later updates.
        send(Update.Kind.SETTLED, settlings, Update.NOTHING);
        connection.states().awaitSettled(settlings);
    }

    private void send(Update.Kind kind, long start, int[] body) {
        connection.send(new Update(rank(), kind, sequence, start, body));
        sequence++;
    }

    /** Reports this worker's failure to its peers, so that they stop at once instead of at their limit. Thread-safe. */
    public void fail(String reason) {
        connection.states().fail(new IllegalStateException(reason));
        connection.transport().sendFinal(connection.states().finalUpdate());
    }

    /**
     * Stops all threads and removes all files. Waits up to two seconds for the others to close too, because they may still request a
     * retransmission.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            connection.transport().sendFinal(connection.states().finalUpdate());
            connection.states().awaitGone(CLOSE_LIMIT);
        } finally {
            heartbeat.close();
            connection.close();
            replica.close();
            residual.close();
        }
    }
}
