package io.mmdino.average;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.spark.network.client.RpcResponseCallback;

/**
 * Ring all-reduce: each worker sends to its successor and receives from its predecessor, over Spark's own transport. Each
 * sends 2 (W - 1) / W vectors a round; memory beyond the vector is a few MB.
 *
 * <p>When a worker stalls, fails or is gone, the sums of all others throw at once or within the time limit, and the message
 * names that worker. After that the ring cannot be used any more. Pulses of a {@link #busy} worker restart the time limit.
 *
 * <p>Source: Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009.
 */
public final class RingAverager implements Averager {

    private static final int SCRATCH_ELEMENTS = 1 << 16;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final long ANNOUNCE_MILLIS = 1000;

    /** Pulses of a busy worker in the time limit of the others. */
    private static final int PULSES = 4;

    private final RingMembers members;
    private final RingState state;
    private final RingLink link;
    private final Kernels kernels;
    private final Duration timeout;
    private final ParameterVector scratch;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long sequence;

    private RingAverager(RingMembers members, RingState state, RingLink link, Kernels kernels, Duration timeout) {
        this.members = members;
        this.state = state;
        this.link = link;
        this.kernels = kernels;
        this.timeout = timeout;
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        layout.add("received", SCRATCH_ELEMENTS);
        this.scratch = new ParameterVector(layout.build(), kernels);
    }

    /**
     * Listens, exchanges addresses at the rendezvous and connects to both neighbours. A single worker opens no connection.
     *
     * @param host this machine's address as the other workers reach it; the only address that is listened on
     * @param port to listen on; 0 takes any that is free
     * @param kernels that add vectors in the host's memory
     * @param timeout longest wait without any progress
     * @throws PeerException when a neighbour does not connect in time or refuses the connection
     */
    public static Averager open(
            int rank,
            int workers,
            Rendezvous rendezvous,
            Security security,
            String host,
            int port,
            Kernels kernels,
            Duration timeout) {
        if (rank < 0 || rank >= workers || timeout.toMillis() < 1) {
            throw new IllegalArgumentException("rank " + rank + " of " + workers + " workers with a time limit of "
                    + timeout + ", wanted a rank from 0 to below the workers, and a limit above zero");
        }
        if (workers == 1) {
            return Averager.single();
        }
        RingState state = new RingState(rank, workers);
        RingLink link = new RingLink(rank, workers, security, host, port, timeout, state);
        try {
            RingMembers members = RingMembers.parse(
                    rank, workers, rendezvous.gather(link.address().text()));
            link.connect(members);
            return new RingAverager(members, state, link, kernels, timeout);
        } catch (InterruptedException e) {
            link.close();
            throw interrupted(e);
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }

    @Override
    public int rank() {
        return members.rank();
    }

    @Override
    public int workers() {
        return members.workers();
    }

    @Override
    public double[] sum(double[] values) {
        return gathered(values).sum();
    }

    @Override
    public List<double[]> gather(double[] values) {
        return gathered(values).all();
    }

    private ValueParts gathered(double[] values) {
        ValueParts parts = ValueParts.of(values, rank(), workers());
        RingMessage.Entry entry = new RingMessage.Entry(rank(), sequence++, RingMessage.Kind.VALUES, values.length);
        run(new Round(entry, parts, Route.gather(rank(), workers())));
        return parts;
    }

    @Override
    public void sum(ParameterVector vector) {
        if (vector.type() != kernels.type()) {
            throw new IllegalArgumentException("a vector of " + vector.type() + " in a ring that adds " + kernels.type()
                    + ": open the ring with kernels of the vector's type");
        }
        RingOrder order = new RingOrder(vector.length(), workers());
        RingMessage.Entry entry = new RingMessage.Entry(rank(), sequence++, RingMessage.Kind.VECTOR, vector.length());
        VectorParts parts = new VectorParts(vector.onHost(), order, scratch, kernels);
        run(new Round(entry, parts, Route.sum(rank(), workers())));
        vector.changedOnHost();
    }

    /** Runs a round. After it, also after an exception, no other thread touches the round's memory. */
    private void run(Round round) {
        try {
            exchange(round);
        } catch (InterruptedException e) {
            link.cut();
            throw interrupted(e);
        } catch (RuntimeException e) {
            link.cut();
            throw e;
        }
    }

    private void exchange(Round round) throws InterruptedException {
        state.begin(round);
        link.sendToPredecessor(round.entry());
        int successor = members.successor();
        await(now -> now.hasEntered(successor), successor, round);
        while (round.hasMoreToSend()) {
            await(now -> round.maySend(), round.waitsForSuccessor() ? successor : members.predecessor(), round);
            Chunk chunk = round.nextToSend();
            link.send(chunk.header(round.sequence()), round.parts().read(chunk), new Acknowledgement());
        }
        await(now -> !round.needsPredecessor(), members.predecessor(), round);
        await(now -> !round.needsSuccessor(), successor, round);
        state.end();
    }

    private void await(Predicate<RingState> holds, int neighbour, Round round) throws InterruptedException {
        if (!state.await(holds, timeout)) {
            reportStall(neighbour, round);
        }
        state.failure().ifPresent(failure -> {
            announce(failure);
            throw new PeerException(
                    failure.rank(), members.name(failure.rank()) + " " + failure.reason(), failure.isOwn());
        });
    }

    /**
     * Reports which worker keeps the ring waiting. A worker that has not entered the round comes first, because a neighbour that
     * sends nothing mostly waits as well.
     */
    private void reportStall(int neighbour, Round round) throws InterruptedException {
        String waited = " in " + timeout.toMillis() / 1000.0 + " s (round " + round.sequence() + ")";
        RingMessage.Failure failure = state.absent()
                .map(absent -> RingMessage.Failure.observed(
                        absent, "has not come to the sum that the others wait for" + waited))
                .orElse(RingMessage.Failure.observed(neighbour, "has moved nothing" + waited));
        boolean waits = failure.rank() == neighbour
                && state.absent().isEmpty()
                && link.answers(neighbour == members.successor(), ANSWER_LIMIT);
        if (waits) { // the neighbour will report the cause itself
            state.await(now -> false, ANSWER_LIMIT);
        }
        state.fail(failure);
    }

    /** Sends a failure to both neighbours and waits up to a second until it is sent. */
    private void announce(RingMessage.Failure failure) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANNOUNCE_MILLIS);
        for (ChannelFuture sent : link.sendToNeighbours(failure)) {
            sent.awaitUninterruptibly(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public Busy busy() {
        ScheduledExecutorService pulses = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "ring-pulse");
            thread.setDaemon(true);
            return thread;
        });
        pulses.scheduleAtFixedRate(
                () -> link.sendToPredecessor(new RingMessage.Pulse(rank())),
                0,
                Math.max(1, timeout.toMillis() / PULSES),
                TimeUnit.MILLISECONDS);
        return pulses::shutdownNow;
    }

    @Override
    public void fail(String reason) {
        RingMessage.Failure failure = RingMessage.Failure.own(rank(), "has failed: " + reason);
        state.fail(failure);
        announce(failure);
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            link.close();
            scratch.close();
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for the other workers of the ring", cause);
    }

    /** Counts chunks that the successor has received. */
    private final class Acknowledgement implements RpcResponseCallback {

        @Override
        public void onSuccess(java.nio.ByteBuffer empty) {
            state.acknowledged();
        }

        @Override
        public void onFailure(Throwable cause) {
            state.closed(members.successor());
        }
    }
}
