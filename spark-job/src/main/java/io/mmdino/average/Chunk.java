package io.mmdino.average;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a part, at most {@link #BYTES} long: the unit that is sent and acknowledged.
 *
 * @param step index of the {@link Route.Step}
 * @param part index of the part, 0 to W - 1
 * @param offset of its first byte within the part
 * @param adds whether the receiver adds the values to its own, or replaces its own by them
 */
record Chunk(int step, int part, long offset, int bytes, boolean adds) {

    /** Largest chunk. Measured: smaller chunks cost calls, larger ones delay the next step. A multiple of every element's size. */
    static final int BYTES = 1 << 20;

    static final int HEADER_BYTES = 24;

    static List<Chunk> sent(Route route, Round.Parts parts) {
        return cut(route, parts, true);
    }

    static List<Chunk> received(Route route, Round.Parts parts) {
        return cut(route, parts, false);
    }

    private static List<Chunk> cut(Route route, Round.Parts parts, boolean sent) {
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

    /**
     * Step, offset and length of the chunk, with the round that it belongs to; {@link #HEADER_BYTES} bytes.
     *
     * @param sequence number of the round
     */
    ByteBuffer header(long sequence) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(sequence)
                .putInt(step)
                .putLong(offset)
                .putInt(bytes)
                .flip();
    }

    /** Whether a received header announces this chunk. */
    boolean isHeadedBy(ByteBuffer header, long sequence) {
        return header.equals(header(sequence));
    }
}
