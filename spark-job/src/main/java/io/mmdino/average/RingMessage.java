package io.mmdino.average;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Short messages that go round beside the data. */
sealed interface RingMessage {

    int REASON_BYTES = 2000;

    /** Whom it is about. */
    int rank();

    ByteBuffer bytes();

    /**
     * A worker has begun a round; passed on against the direction of the data, so that the one who sends to it knows first.
     *
     * @param sequence number of the round since the ring was opened
     * @param kind what is summed
     * @param length elements
     */
    record Entry(int rank, long sequence, Kind kind, long length) implements RingMessage {

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

    /** A worker has failed; passed on both ways round. */
    record Failure(int rank, String reason) implements RingMessage {

        @Override
        public ByteBuffer bytes() {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            int count = Math.min(text.length, REASON_BYTES);
            return ByteBuffer.allocate(7 + count)
                    .put((byte) 2)
                    .putInt(rank)
                    .putShort((short) count)
                    .put(text, 0, count)
                    .flip();
        }
    }

    /** @throws RuntimeException when it is none: too short, too long or of no known kind */
    static RingMessage read(ByteBuffer bytes) {
        byte type = bytes.get();
        int rank = bytes.getInt();
        return switch (type) {
            case 1 -> new Entry(rank, bytes.getLong(), kind(bytes.get()), bytes.getLong());
            case 2 -> new Failure(rank, text(bytes));
            default -> throw new IllegalArgumentException("notice of type " + type + ", wanted 1 or 2");
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
