package io.mmdino.average;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is sent and acknowledged at once.
 *
 * @param step of the route
 * @param offset in the part, bytes
 * @param adds whether the receiver adds it to its own values
 */
record Chunk(int step, int part, long offset, int bytes, boolean adds) {

    /** Measured: smaller ones cost calls, larger ones delay the next step. A multiple of every element's size. */
    static final int BYTES = 1 << 20;

    static final int HEADER_BYTES = 24;

    static List<Chunk> sent(Route route, Parts parts) {
        return cut(route, parts, true);
    }

    static List<Chunk> received(Route route, Parts parts) {
        return cut(route, parts, false);
    }

    private static List<Chunk> cut(Route route, Parts parts, boolean sent) {
        List<Chunk> chunks = new ArrayList<>();
        for (int s = 0; s < route.steps().size(); s++) {
            Route.Step step = route.steps().get(s);
            int part = sent ? step.sent() : step.received();
            long bytes = parts.bytes(part);
            for (long at = 0; at < bytes; at += BYTES) {
                chunks.add(new Chunk(s, part, at, (int) Math.min(BYTES, bytes - at), step.adds()));
            }
        }
        return List.copyOf(chunks);
    }

    /** @param sequence of the round */
    ByteBuffer header(long sequence) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(sequence)
                .putInt(step)
                .putLong(offset)
                .putInt(bytes)
                .flip();
    }

    boolean isHeadedBy(ByteBuffer header, long sequence) {
        return header.equals(header(sequence));
    }
}
