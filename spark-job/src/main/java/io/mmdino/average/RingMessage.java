package io.mmdino.average;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Control messages that workers pass round the ring beside the data. */
sealed interface RingMessage {

    /** Longest reason of a failure in UTF-8; the rest is cut off. */
    int REASON_BYTES = 2000;

    /** Rank of the worker that the message is about. */
    int rank();

    /** The message as it is sent, big-endian; {@link #read} is its inverse. */
    ByteBuffer bytes();

    /**
     * A worker has begun a round. Passed on against the direction of the data, so that the predecessor, which sends to that
     * worker, knows first.
     *
     * @param sequence number of the round, counted from 0 since the ring was opened
     * @param kind what is summed
     * @param length number of elements
     */
    record Entry(int rank, long sequence, Kind kind, long length) implements RingMessage {

        /** Whether both workers sum the same kind and length. */
        boolean sameWork(Entry other) {
            return kind == other.kind && length == other.length;
        }

        String work() {
            return (kind == Kind.VECTOR ? "a vector of " : "values, ")
                    + length
                    + (kind == Kind.VECTOR ? " elements" : " of them");
        }

        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.allocate(22)
                    .put((byte) 1)
                    .putInt(rank)
                    .putLong(sequence)
                    .put((byte) kind.ordinal())
                    .putLong(length)
                    .flip();
        }
    }

    /** What a round sums. */
    enum Kind {
        VECTOR,
        VALUES
    }

    /**
     * A worker has failed, or others found it gone or stalled. Passed on in both directions.
     *
     * @param isOwn whether the worker itself has reported its failure; false for what others observed
     * @param reason continues a sentence that begins with the worker's name
     */
    record Failure(int rank, boolean isOwn, String reason) implements RingMessage {

        /** A failure that the worker {@code rank} reports of itself. */
        static Failure own(int rank, String reason) {
            return new Failure(rank, true, reason);
        }

        /** A failure of worker {@code rank} that another worker has observed. */
        static Failure observed(int rank, String reason) {
            return new Failure(rank, false, reason);
        }

        @Override
        public ByteBuffer bytes() {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            int count = Math.min(text.length, REASON_BYTES);
            return ByteBuffer.allocate(8 + count)
                    .put((byte) 2)
                    .putInt(rank)
                    .put((byte) (isOwn ? 1 : 0))
                    .putShort((short) count)
                    .put(text, 0, count)
                    .flip();
        }
    }

    /**
     * A worker is at work outside of the ring, and the others shall go on waiting for it. Passed on against the direction of the data.
     */
    record Pulse(int rank) implements RingMessage {

        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.allocate(5).put((byte) 3).putInt(rank).flip();
        }
    }

    /**
     * Parses a message.
     *
     * @throws RuntimeException when the bytes are no message: too short, too long or of unknown type
     */
    static RingMessage read(ByteBuffer bytes) {
        byte type = bytes.get();
        int rank = bytes.getInt();
        return switch (type) {
            case 1 -> new Entry(rank, bytes.getLong(), kind(bytes.get()), bytes.getLong());
            case 2 -> new Failure(rank, bytes.get() != 0, text(bytes));
            case 3 -> new Pulse(rank);
            default -> throw new IllegalArgumentException("notice of type " + type + ", wanted 1 to 3");
        };
    }

    private static Kind kind(byte ordinal) {
        if (ordinal < 0 || ordinal >= Kind.values().length) {
            throw new IllegalArgumentException("round of kind " + ordinal + ", wanted 0 or 1");
        }
        return Kind.values()[ordinal];
    }

    private static String text(ByteBuffer bytes) {
        int count = bytes.getShort();
        if (count < 0 || count > REASON_BYTES) {
            throw new IllegalArgumentException("reason of " + count + " bytes, wanted " + REASON_BYTES + " at most");
        }
        byte[] text = new byte[count];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
