package io.mmdino.average;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Progress of one sum: which chunks this worker still has to send and to receive. {@link RingAverager} makes one for each call
 * of {@code sum}; the transport's threads advance it. Guarded by {@link RingState}.
 *
 * <p>A chunk of step s + 1 is sent as soon as its chunk of step s has arrived, so all connections are busy all the time.
 */
final class Round {

    /** Most chunks sent and not acknowledged: enough to keep a connection busy. */
    private static final int WINDOW = 8;

    /** The memory of a round, in W parts. One thread reads while another writes, never the same bytes at a time. */
    interface Parts {

        /** Length of a part in bytes. */
        long bytes(int part);

        /** The values of a chunk, to be sent; not a copy where the memory can be read in place. */
        ByteBuffer read(Chunk chunk);

        /**
         * Writes or adds the next received piece of a chunk, which may begin and end inside an element.
         *
         * @param at number of bytes of the chunk before this piece
         */
        void receive(Chunk chunk, int at, ByteBuffer piece);
    }

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

    /** Whether the next chunk's values are complete and the window has room for it. */
    boolean maySend() {
        return sent < own + received && sent < acknowledged + WINDOW;
    }

    /** The next chunk to send, counted as sent. */
    Chunk nextToSend() {
        return sends.get(sent++);
    }

    /** Whether sending waits for the successor's acknowledgements, rather than for the predecessor's chunks. */
    boolean waitsForSuccessor() {
        return sent < own + received || !needsPredecessor();
    }

    /** The chunk that the predecessor sends next. */
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

    /** Whether chunks of the predecessor are missing. */
    boolean needsPredecessor() {
        return received < receives.size();
    }

    /** Whether acknowledgements of the successor are missing. */
    boolean needsSuccessor() {
        return acknowledged < sends.size();
    }
}
