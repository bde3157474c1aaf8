package io.mmdino.average;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a worker knows about its ring: the current round, which round each worker has entered, closed connections and the first
 * failure. The transport's threads update it; the worker's thread waits for changes.
 */
final class RingState {

    private final int rank;
    private final int workers;
    private final RingMessage.Entry[] entered;
    private final boolean[] closed;
    private Optional<Round> round = Optional.empty();
    private Optional<RingMessage.Failure> failure = Optional.empty();
    private volatile long moved = System.nanoTime();

    RingState(int rank, int workers) {
        this.rank = rank;
        this.workers = workers;
        this.closed = new boolean[workers];
        this.entered = IntStream.range(0, workers)
                .mapToObj(r -> new RingMessage.Entry(r, -1, RingMessage.Kind.VALUES, 0))
                .toArray(RingMessage.Entry[]::new);
    }

    private int successor() {
        return (rank + 1) % workers;
    }

    private int predecessor() {
        return Math.floorMod(rank - 1, workers);
    }

    /** Starts a round; fails when a peer that has entered it sums something else. */
    synchronized void begin(Round begun) {
        round = Optional.of(begun);
        for (RingMessage.Entry entry : entered) {
            compare(entry);
        }
        entered[rank] = begun.entry();
        check();
        moved();
    }

    /** Ends the round; chunks are refused until the next one begins. */
    synchronized void end() {
        round = Optional.empty();
    }

    /**
     * The current round, for receiving its next chunk.
     *
     * @param header that announces the chunk
     * @throws IllegalStateException when no round is running or another chunk is due
     */
    synchronized Round expect(ByteBuffer header) {
        Round now = round.orElseThrow(() -> new IllegalStateException("a chunk outside of any round"));
        if (!now.nextToReceive().isHeadedBy(header, now.sequence())) {
            throw new IllegalStateException("another chunk than " + now.nextToReceive());
        }
        return now;
    }

    /** Restarts the time limit of {@link #await}: some bytes or a pulse have arrived. */
    void moved() {
        moved = System.nanoTime();
    }

    synchronized void received() {
        round.ifPresent(Round::receivedOne);
        wake();
    }

    synchronized void acknowledged() {
        round.ifPresent(Round::acknowledgedOne);
        wake();
    }

    synchronized void enter(RingMessage.Entry entry) {
        entered[entry.rank()] = entry;
        compare(entry);
        wake();
    }

    /** The round that each worker has begun last, by rank; sequence -1 before its first. */
    synchronized Stream<RingMessage.Entry> entries() {
        return Stream.of(entered.clone());
    }

    /** Keeps the first failure and ends every wait; returns whether this is the first one known here. */
    synchronized boolean fail(RingMessage.Failure reported) {
        boolean first = failure.isEmpty();
        if (first) {
            failure = Optional.of(reported);
        }
        notifyAll();
        return first;
    }

    synchronized void closed(int neighbour) {
        closed[neighbour] = true;
        check();
        notifyAll();
    }

    synchronized Optional<RingMessage.Failure> failure() {
        return failure;
    }

    synchronized boolean hasEntered(int other) {
        return round.stream().allMatch(now -> entered[other].sequence() >= now.sequence());
    }

    /** The lowest rank that has not begun the current round. */
    synchronized Optional<Integer> absent() {
        return IntStream.range(0, workers).boxed().filter(r -> !hasEntered(r)).findFirst();
    }

    /**
     * Waits until a condition holds or the ring has failed.
     *
     * @return false when nothing has arrived for as long as {@code limit} before that
     */
    synchronized boolean await(Predicate<RingState> holds, Duration limit) throws InterruptedException {
        moved();
        while (failure.isEmpty() && !holds.test(this)) {
            long left = limit.toNanos() - (System.nanoTime() - moved);
            if (left <= 0) {
                return false;
            }
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        return true;
    }

    private void wake() {
        moved();
        notifyAll();
    }

    /** Fails when a connection is closed that the round still needs; at other times a closed connection is no failure. */
    private void check() {
        boolean needsPredecessor = round.filter(Round::needsPredecessor).isPresent();
        boolean needsSuccessor = round.filter(Round::needsSuccessor).isPresent();
        if (needsPredecessor && closed[predecessor()]) {
            fail(connectionClosed(predecessor()));
        } else if (needsSuccessor && closed[successor()]) {
            fail(connectionClosed(successor()));
        }
    }

    private static RingMessage.Failure connectionClosed(int neighbour) {
        return RingMessage.Failure.observed(neighbour, "has closed its connection");
    }

    private void compare(RingMessage.Entry other) {
        round.map(Round::entry)
                .filter(mine -> mine.sequence() == other.sequence() && !mine.sameWork(other))
                .ifPresent(mine -> fail(RingMessage.Failure.observed(
                        other.rank(),
                        "sums " + other.work() + " where rank " + rank + " sums " + mine.work() + " (round "
                                + mine.sequence() + "): all workers must sum the same in the same order")));
    }
}
