package io.mmdino.average;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.spark.network.client.RpcResponseCallback;

/**
 * Workers in a ring, each of which sends to the next and receives from the one before, over Spark's own transport: no
 * driver in between, 2 (W - 1) / W vectors sent a round, and no memory beyond the vector but a few MB.
 *
 * <p>A worker that stalls, fails or is gone makes the others' sums throw at once or within the time limit, and the message
 * names it. After that a ring is of no more use.
 *
 * <p>Source: Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009.
 */
public final class RingAverager implements Averager {

    private static final int SCRATCH_ELEMENTS = 1 << 16;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long FAREWELL_MILLIS = 1000;

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
        this.scratch = new ParameterVector(layout.build(), kernels.type());
    }

    /**
     * Listens, meets the others at the rendezvous and connects to the neighbours. One worker alone opens nothing.
     *
     * @param host this machine's address as the others reach it; nothing else is listened on
     * @param port 0 takes any that is free
     * @param kernels that add in the host's memory
     * @param timeout how long a wait may last in which nothing moves
     * @throws PeerException when a neighbour is not there in time or does not let this worker in
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
        ValueParts parts = ValueParts.of(values, rank(), workers());
        RingMessage.Entry entry = new RingMessage.Entry(rank(), sequence++, RingMessage.Kind.VALUES, values.length);
        run(new Round(entry, parts, Route.gather(rank(), workers())));
        return parts.sum();
    }

    @Override
    public void sum(ParameterVector vector) {
        if (vector.type() != kernels.type()) {
            throw new IllegalArgumentException("a vector of " + vector.type() + " in a ring that adds " + kernels.type()
                    + ": open the ring with kernels of the vector's type");
        }
        RingOrder order = new RingOrder(vector.length(), workers());
        RingMessage.Entry entry = new RingMessage.Entry(rank(), sequence++, RingMessage.Kind.VECTOR, vector.length());
        Parts parts = new VectorParts(vector, order, scratch, kernels);
        vector.onHost();
        run(new Round(entry, parts, Route.sum(rank(), workers())));
        vector.changedOnHost();
    }

    /** On return, also by an exception, no other thread touches the round's memory. */
    private void run(Round round) {
        try {
            pass(round);
        } catch (InterruptedException e) {
            link.cut();
            throw interrupted(e);
        } catch (RuntimeException e) {
            link.cut();
            throw e;
        }
    }

    private void pass(Round round) throws InterruptedException {
        state.begin(round);
        link.tellBack(round.entry());
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
            accuse(neighbour, round);
        }
        state.failure().ifPresent(why -> {
            farewell(why);
            throw new PeerException(
                    why.rank(),
                    members.name(why.rank()) + " " + why.reason(),
                    why.reason().startsWith("has failed: "));
        });
    }

    /** Who keeps a ring waiting is seldom the neighbour: it mostly waits too. */
    private void accuse(int neighbour, Round round) throws InterruptedException {
        String waited = " in " + timeout.toMillis() / 1000.0 + " s (round " + round.sequence() + ")";
        RingMessage.Failure why = state.absent()
                .map(absent ->
                        new RingMessage.Failure(absent, "has not come to the sum that the others wait for" + waited))
                .orElse(new RingMessage.Failure(neighbour, "has moved nothing" + waited));
        boolean waits = why.rank() == neighbour
                && state.absent().isEmpty()
                && link.answers(neighbour == members.successor(), PATIENCE);
        if (waits) {
            state.await(now -> false, PATIENCE);
        }
        state.fail(why);
    }

    /** Tells the others, and waits a moment for it to be sent. */
    private void farewell(RingMessage.Failure why) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
        for (ChannelFuture sent : link.tell(why)) {
            sent.awaitUninterruptibly(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void fail(String reason) {
        RingMessage.Failure why = new RingMessage.Failure(rank(), "has failed: " + reason);
        state.fail(why);
        farewell(why);
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

    private final class Acknowledgement implements RpcResponseCallback {

        @Override
        public void onSuccess(java.nio.ByteBuffer empty) {
            state.acknowledged();
        }

        @Override
        public void onFailure(Throwable cause) {
            state.gone(members.successor());
        }
    }
}
