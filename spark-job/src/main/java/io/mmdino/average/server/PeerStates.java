package io.mmdino.average.server;

import io.mmdino.average.PeerException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * State of every peer: time of its last message, number of its next update, how far it has settled, whether it has closed. Keeps
 * the first failure, which ends every wait. Thread-safe.
 */
final class PeerStates {

    private final ServerMembers members;
    private final Duration limit;
    private final long[] lastMessage;
    private final long[] next;
    private final long[] settling;
    private final long[] settled;
    private final boolean[] gone;
    private RuntimeException failure;

    PeerStates(ServerMembers members, Duration limit) {
        int workers = members.workers();
        this.members = members;
        this.limit = limit;
        this.lastMessage = new long[workers];
        this.next = new long[workers];
        this.settling = new long[workers];
        this.settled = new long[workers];
        this.gone = new boolean[workers];
        resetSilence();
    }

    /** Restarts the time limit for silence of all peers. */
    synchronized void resetSilence() {
        Arrays.fill(lastMessage, System.nanoTime());
    }

    /**
     * Records an update.
     *
     * @return whether it is new; the caller drops a repeated one
     * @throws PeerException when updates before it were lost
     */
    synchronized boolean accept(Update update) {
        int rank = update.rank();
        lastMessage[rank] = System.nanoTime();
        if (update.kind().counted && !isNext(rank, update.sequence())) {
            return false;
        }
        switch (update.kind()) {
            case SETTLING -> settling[rank] = update.start();
            case SETTLED -> settled[rank] = update.start();
            case GONE -> gone[rank] = true;
            case FAILED -> fail(peerFailure(update));
            case CODE, HEARTBEAT -> {
                return true;
            }
        }
        notifyAll();
        return true;
    }

    /** The failure that an update reports: the sender's own, or one of a third worker that the sender observed. */
    private PeerException peerFailure(Update update) {
        long named = update.start();
        int culprit = named >= 0 && named < members.workers() ? (int) named : update.rank();
        boolean own = culprit == update.rank();
        return new PeerException(culprit, members.name(update.rank()) + " has failed: " + update.text(), own);
    }

    /** The update to send when this worker closes: its failure with the rank that caused it, or that it has finished. */
    synchronized Update finalUpdate() {
        int rank = members.rank();
        if (failure == null) {
            return Update.plain(rank, Update.Kind.GONE);
        }
        int culprit = failure instanceof PeerException peer ? peer.rank() : rank;
        return Update.failed(rank, culprit, String.valueOf(failure.getMessage()));
    }

    private boolean isNext(int rank, long sequence) {
        if (sequence > next[rank]) {
            throw new PeerException(
                    rank,
                    "updates " + next[rank] + " to " + (sequence - 1) + " of " + members.name(rank) + " were lost");
        }
        if (sequence < next[rank]) {
            return false;
        }
        next[rank]++;
        return true;
    }

    /** Keeps a failure unless there is one already, and ends every wait; returns the first failure. */
    synchronized RuntimeException fail(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
            notifyAll();
        }
        return failure;
    }

    /** Throws the first failure, if there is one. */
    synchronized void check() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Throws the first failure, if there is one, and fails when a peer has closed. */
    synchronized void checkAllPresent() {
        check();
        for (Peer peer : members.others()) {
            if (gone[peer.rank()]) {
                throw fail(new PeerException(peer.rank(), peer.name() + " has left the run, which goes on"));
            }
        }
    }

    /** Fails when the peer with the oldest last message has been silent for longer than the limit. */
    synchronized void checkSilence() {
        long now = System.nanoTime();
        int silent = members.rank();
        for (Peer peer : members.others()) {
            if (!gone[peer.rank()] && now - lastMessage[peer.rank()] > Math.max(now - lastMessage[silent], 0)) {
                silent = peer.rank();
            }
        }
        if (silent != members.rank() && now - lastMessage[silent] > limit.toNanos()) {
            fail(new PeerException(silent, members.name(silent) + " has been silent for " + seconds(limit)));
        }
        lastMessage[members.rank()] = now;
    }

    void awaitSettling(long number) {
        await(rank -> settling[rank] >= number, "come to settling " + number);
    }

    void awaitSettled(long number) {
        await(rank -> settled[rank] >= number, "finished settling " + number);
    }

    private synchronized void await(IntPredicate has, String what) {
        long end = System.nanoTime() + limit.toNanos();
        List<Peer> missing = missing(has);
        while (!missing.isEmpty()) {
            check();
            for (Peer peer : missing) {
                if (gone[peer.rank()]) {
                    throw fail(new PeerException(peer.rank(), peer.name() + " has left and not " + what));
                }
            }
            if (!sleepUntil(end)) {
                String names = missing.stream().map(Peer::name).collect(Collectors.joining(", "));
                throw fail(new PeerException(
                        missing.get(0).rank(), names + " has not " + what + " within " + seconds(limit)));
            }
            missing = missing(has);
        }
    }

    /** Waits until all peers have closed, a failure occurs, or the time has passed. */
    synchronized void awaitGone(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (failure == null && !missing(rank -> gone[rank]).isEmpty() && sleepUntil(end)) {
            continue;
        }
    }

    private List<Peer> missing(IntPredicate has) {
        return members.others().stream().filter(peer -> !has.test(peer.rank())).toList();
    }

    /** @return false when there was no time left */
    private boolean sleepUntil(long end) {
        long left = end - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            wait(left / 1_000_000 + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fail(new IllegalStateException("interrupted while waiting for other workers", e));
        }
        return true;
    }

    static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }
}
