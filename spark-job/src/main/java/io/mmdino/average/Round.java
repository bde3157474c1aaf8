package io.mmdino.average;

import java.util.List;

/**
 * One sum: what this worker still has to send and to receive. Guarded by {@link RingState}.
 *
 * <p>Chunks of one step are sent as those of the step before are received, so all links are busy all the time.
 */
final class Round {

    /** Chunks on their way at most: enough to fill a connection, and no more than that. */
    private static final int WINDOW = 8;

    private final RingMessage.Entry entry;
    private final Parts parts;
    private final List<Chunk> sends;
    private final List<Chunk> receives;
    private final long own;
    private int sent;
    private int acknowledged;
    private int received;

    Round(RingMessage.Entry entry, Parts parts, Route route) {
        this.entry = entry;
        this.parts = parts;
        this.sends = Chunk.sent(route, parts);
        this.receives = Chunk.received(route, parts);
        this.own = sends.stream().filter(chunk -> chunk.step() == 0).count();
    }

    RingMessage.Entry entry() {
        return entry;
    }

    long sequence() {
        return entry.sequence();
    }

    Parts parts() {
        return parts;
    }

    boolean hasMoreToSend() {
        return sent < sends.size();
    }

    /** Whether the next chunk's values are there: its own first, then what came in the step before. */
    boolean maySend() {
        return sent < own + received && sent < acknowledged + WINDOW;
    }

    Chunk nextToSend() {
        return sends.get(sent++);
    }

    /** Whether chunks on their way keep the next from being sent, rather than what has not come. */
    boolean waitsForSuccessor() {
        return sent < own + received || !needsPredecessor();
    }

    Chunk nextToReceive() {
        if (!needsPredecessor()) {
            throw new IllegalStateException("a chunk more than round " + sequence() + " has");
        }
        return receives.get(received);
    }

    void receivedOne() {
        received++;
    }

    void acknowledgedOne() {
        acknowledged++;
    }

    boolean needsPredecessor() {
        return received < receives.size();
    }

    boolean needsSuccessor() {
        return acknowledged < sends.size();
    }
}
