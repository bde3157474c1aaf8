package io.mmdino.average.server;

import io.mmdino.average.PeerException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * What is known of every peer: when it was heard last, which update comes next, how far it has settled, whether it has gone. The
 * first failure of anything stays, and ends every wait. Any thread.
 */
final class PeerStates {

    private final ServerMembers members;
    private final Duration limit;
    private final long[] heard;
    private final long[] next;
    private final long[] settling;
    private final long[] settled;
    private final boolean[] gone;
    private RuntimeException failure;

    PeerStates(ServerMembers members, Duration limit) {
        int workers = members.workers();
        this.members = members;
        this.limit = limit;
        this.heard = new long[workers];
        this.next = new long[workers];
        this.settling = new long[workers];
        this.settled = new long[workers];
        this.gone = new boolean[workers];
        hearAll();
    }

    /** Starts all clocks anew. */
    synchronized void hearAll() {
        Arrays.fill(heard, System.nanoTime());
    }

    /**
     * Notes an update.
     *
     * @return whether it is new; a repeated one is to be dropped
     * @throws PeerException when others before it were lost
     */
    synchronized boolean note(Update update) {
        int rank = update.rank();
        heard[rank] = System.nanoTime();
        if (update.kind().counted && !isNext(rank, update.sequence())) {
            return false;
        }
        switch (update.kind()) {
            case SETTLING -> settling[rank] = update.start();
            case SETTLED -> settled[rank] = update.start();
            case GONE -> gone[rank] = true;
            case FAILED -> fail(told(update));
            case CODE, PULSE -> {
                return true;
            }
        }
        notifyAll();
        return true;
    }

    /** The peer's own failure would come again; one that it has noticed of another may not. */
    private PeerException told(Update update) {
        long told = update.start();
        int culprit = told >= 0 && told < members.workers() ? (int) told : update.rank();
        boolean own = culprit == update.rank();
        return new PeerException(culprit, members.name(update.rank()) + " has failed: " + update.text(), own);
    }

    /** What the peers are to hear when this worker ends: that it has failed, and through whom, or that it has finished. */
    synchronized Update lastWord() {
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

    /** The first failure counts. */
    synchronized RuntimeException fail(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
            notifyAll();
        }
        return failure;
    }

    /** @throws RuntimeException the failure, if there is one */
    synchronized void check() {
        if (failure != null) {
            throw failure;
        }
    }

    /** The same, and no peer may have gone. */
    synchronized void checkAllThere() {
        check();
        for (Peer peer : members.others()) {
            if (gone[peer.rank()]) {
                throw fail(new PeerException(peer.rank(), peer.name() + " has left the run, which goes on"));
            }
        }
    }

    /** Fails when a peer, the one that was heard least recently, has been silent for longer than the limit. */
    synchronized void checkSilence() {
        long now = System.nanoTime();
        int silent = members.rank();
        for (Peer peer : members.others()) {
            if (!gone[peer.rank()] && now - heard[peer.rank()] > Math.max(now - heard[silent], 0)) {
                silent = peer.rank();
            }
        }
        if (silent != members.rank() && now - heard[silent] > limit.toNanos()) {
            fail(new PeerException(silent, members.name(silent) + " has been silent for " + seconds(limit)));
        }
        heard[members.rank()] = now;
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

    /** Waits until all others have gone, something has failed, or the time is over. */
    synchronized void awaitGone(Duration most) {
        long end = System.nanoTime() + most.toNanos();
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
