package io.mmdino.average;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a worker knows of its ring: the transport's threads tell it, the worker's thread waits for it. */
final class RingState {

    private final int rank;
    private final int workers;
    private final RingMessage.Entry[] entered;
    private final boolean[] gone;
    private Optional<Round> round = Optional.empty();
    private Optional<RingMessage.Failure> failure = Optional.empty();
    private volatile long moved = System.nanoTime();

    RingState(int rank, int workers) {
        this.rank = rank;
        this.workers = workers;
        this.gone = new boolean[workers];
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

    synchronized void begin(Round begun) {
        round = Optional.of(begun);
        for (RingMessage.Entry entry : entered) {
            compare(entry);
        }
        entered[rank] = begun.entry();
        check();
        moved();
    }

    synchronized void end() {
        round = Optional.empty();
    }

    /** The chunk that comes next, with its round. */
    synchronized Round expect(ByteBuffer header) {
        Round now = round.orElseThrow(() -> new IllegalStateException("a chunk outside of any round"));
        if (!now.nextToReceive().isHeadedBy(header, now.sequence())) {
            throw new IllegalStateException("another chunk than " + now.nextToReceive());
        }
        return now;
    }

    /** Something came, be it only a piece. */
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

    /** What each worker has begun last; sequence -1 is nothing. */
    synchronized Stream<RingMessage.Entry> entries() {
        return Stream.of(entered.clone());
    }

    /** @return whether this is the first failure that is known here */
    synchronized boolean fail(RingMessage.Failure why) {
        boolean first = failure.isEmpty();
        if (first) {
            failure = Optional.of(why);
        }
        notifyAll();
        return first;
    }

    synchronized void gone(int neighbour) {
        gone[neighbour] = true;
        check();
        notifyAll();
    }

    synchronized Optional<RingMessage.Failure> failure() {
        return failure;
    }

    /** Whether a worker has begun the round that this one is in. */
    synchronized boolean hasEntered(int other) {
        return round.stream().allMatch(now -> entered[other].sequence() >= now.sequence());
    }

    /** A worker that has not begun the round that this one is in. */
    synchronized Optional<Integer> absent() {
        return IntStream.range(0, workers).boxed().filter(r -> !hasEntered(r)).findFirst();
    }

    /**
     * Waits until something holds or the ring has failed.
     *
     * @return false when nothing moved for as long as {@code limit} before that
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

    /** A neighbour's closed connection is a failure only while something has to come over it. */
    private void check() {
        boolean needsPredecessor = round.filter(Round::needsPredecessor).isPresent();
        boolean needsSuccessor = round.filter(Round::needsSuccessor).isPresent();
        if (needsPredecessor && gone[predecessor()]) {
            fail(closed(predecessor()));
        } else if (needsSuccessor && gone[successor()]) {
            fail(closed(successor()));
        }
    }

    private static RingMessage.Failure closed(int neighbour) {
        return new RingMessage.Failure(neighbour, "has closed its connection");
    }

    private void compare(RingMessage.Entry other) {
        round.map(Round::entry)
                .filter(mine -> mine.sequence() == other.sequence() && !mine.sameWork(other))
                .ifPresent(mine -> fail(new RingMessage.Failure(
                        other.rank(),
                        "sums " + other.work() + " where rank " + rank + " sums " + mine.work() + " (round "
                                + mine.sequence() + "): all workers must sum the same in the same order")));
    }
}
