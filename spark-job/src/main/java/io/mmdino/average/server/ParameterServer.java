package io.mmdino.average.server;

import io.mmdino.average.Rendezvous;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import java.time.Duration;

/**
 * Asynchronous averaging of one worker. All begin at the same weights x0. After each local step a worker calls {@link #share}
 * with what its weights have moved, and goes on from those that {@link #receive} hands out: {@code x0 + 1/W * sum of what all
 * workers have sent}, as far as it has arrived, and after {@link #settle} all of it, the same for all.
 *
 * <p>Letters: W = workers. Weights are float32. One thread a worker, but for {@link #fail}. Aeron neither authenticates nor
 * encrypts: see {@link #requireUnauthenticated}. What arrives when is chance, so that a run does not repeat.
 *
 * <p>Memory: three vectors, and up to 24 MB of Aeron's buffers a peer, as files.
 */
public final class ParameterServer implements AutoCloseable {

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Connection connection;
    private final ThresholdResidual residual;
    private final Replica replica;
    private final Heartbeat pulse;
    private long sequence;
    private long settlings;
    private boolean closed;

    private ParameterServer(Connection connection, ThresholdResidual residual, Replica replica, Heartbeat pulse) {
        this.connection = connection;
        this.residual = residual;
        this.replica = replica;
        this.pulse = pulse;
    }

    /**
     * Opens the servers of all workers and connects each to each; listens on the worker's address only.
     *
     * @param rendezvous where all meet, four times; it limits its own waits
     * @param start x0, the same for all; it is copied
     * @param threshold movement of a weight that is sent at first; it adapts to what there is to send
     * @throws io.mmdino.average.PeerException when a peer does not answer, or trains something else
     */
    public static ParameterServer open(
            Worker worker, Rendezvous rendezvous, Kernels kernels, ParameterVector start, double threshold) {
        AdaptiveThreshold first = AdaptiveThreshold.of(threshold);
        Replica replica = new Replica(kernels, worker.workers(), start);
        ThresholdResidual residual = new ThresholdResidual(kernels, start.layout(), first);
        try {
            Connection connection = Connection.open(worker, rendezvous, replica);
            Heartbeat pulse = Heartbeat.start(worker.rank(), worker.limit(), connection.roll(), connection.transport());
            return new ParameterServer(connection, residual, replica, pulse);
        } catch (RuntimeException | Error e) {
            replica.close();
            residual.close();
            throw e;
        }
    }

    /**
     * Refuses a run whose secret this method could not keep.
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

    /** Worker's number, 0 to W - 1. */
    public int rank() {
        return members().rank();
    }

    /** W. */
    public int workers() {
        return members().workers();
    }

    /** The movement of a weight that the next share sends. */
    public double threshold() {
        return residual.threshold().value();
    }

    /**
     * Sends what has moved beyond the threshold, this time or over several; the rest waits. Returns when all peers' buffers have
     * it.
     *
     * @param difference weights after a step minus before it
     * @return how many elements were sent
     * @throws io.mmdino.average.PeerException when a peer is gone, stalls or has failed
     */
    public long share(ParameterVector difference) {
        connection.roll().checkAllThere();
        return residual.add(difference, (range, code) -> {
            replica.add(range.start(), code);
            send(Update.Kind.CODE, range.start(), code);
        });
    }

    /**
     * Overwrites a worker's weights with those that all agree on: its own last step is in them as far as it was sent.
     *
     * @throws io.mmdino.average.PeerException when something has failed
     */
    public void receive(ParameterVector weights) {
        connection.roll().check();
        replica.copyTo(weights);
    }

    /**
     * Waits until all workers have come here and all that they have sent has arrived, and hands it out: every worker has the same
     * weights then. What is below the threshold stays in each worker's residual.
     *
     * @throws io.mmdino.average.PeerException names a worker that has not come within the limit
     */
    public void settle(ParameterVector weights) {
        connection.roll().checkAllThere();
        settlings++;
        send(Update.Kind.SETTLING, settlings, Update.NOTHING);
        connection.roll().awaitSettling(settlings);
        replica.settle();
        replica.copyTo(weights);
        // Nobody sends anew before all have come so far, so that nobody settles more than the others.
        send(Update.Kind.SETTLED, settlings, Update.NOTHING);
        connection.roll().awaitSettled(settlings);
    }

    private void send(Update.Kind kind, long start, int[] body) {
        connection.send(new Update(rank(), kind, sequence, start, body));
        sequence++;
    }

    /** Tells the peers why this worker stops, so that they need not wait for their limit. Any thread. */
    public void fail(String reason) {
        connection.roll().fail(new IllegalStateException(reason));
        connection.transport().farewell(connection.roll().lastWord());
    }

    /** Ends its threads and removes its files; waits a moment for the others to end too, for they may still ask for a repeat. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            connection.transport().farewell(connection.roll().lastWord());
            connection.roll().awaitGone(FAREWELL);
        } finally {
            pulse.close();
            connection.close();
            replica.close();
            residual.close();
        }
    }
}
