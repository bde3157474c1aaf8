package io.mmdino.average.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What one worker tells another, as the integers of an ND4J array.
 *
 * @param rank of its sender
 * @param sequence counts what a sender sends, from 0; 0 in kinds that are not counted
 * @param start of a code, its range's first element; of a settling, its number; of a failure, the rank that is at fault
 * @param body the code, or text
 */
record Update(int rank, Kind kind, long sequence, long start, int[] body) {

    /** What an update is about. */
    enum Kind {
        /** A range's threshold code. */
        CODE(true),
        /** Its sender has come to a settling and sends nothing before all have. */
        SETTLING(true),
        /** Its sender has taken in all that was sent before a settling. */
        SETTLED(true),
        /** Its sender lives. */
        PULSE(false),
        /** Its sender has failed, and why. */
        FAILED(false),
        /** Its sender has finished. */
        GONE(false);

        /** Whether a loss would matter, so that it carries a sequence number. */
        final boolean counted;

        Kind(boolean counted) {
            this.counted = counted;
        }
    }

    /** Words before the body. */
    static final int HEADER = 9;

    static final int[] NOTHING = {};

    private static final int MAGIC = 0x4d4d5031;
    private static final int TEXT = 1000;

    static Update plain(int rank, Kind kind) {
        return new Update(rank, kind, 0, 0, NOTHING);
    }

    /** @param culprit the rank that failed first, as far as the sender knows */
    static Update failed(int rank, int culprit, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int[] body = new int[Math.min(text.length, TEXT)];
        for (int i = 0; i < body.length; i++) {
            body[i] = text[i];
        }
        return new Update(rank, Kind.FAILED, 0, culprit, body);
    }

    /** The body as text, without what could move a terminal's cursor. */
    String text() {
        byte[] text = new byte[Math.min(body.length, TEXT)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) body[i];
        }
        return new String(text, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    }

    int[] words(long run) {
        int[] words = new int[HEADER + body.length];
        words[0] = MAGIC;
        put(words, 1, run);
        words[3] = rank;
        words[4] = kind.ordinal();
        put(words, 5, sequence);
        put(words, 7, start);
        System.arraycopy(body, 0, words, HEADER, body.length);
        return words;
    }

    /** Whether these are words of a run; all others are a stranger's. */
    static boolean belongs(int[] words, long run) {
        return words.length >= HEADER && words[0] == MAGIC && get(words, 1) == run;
    }

    /** @throws IllegalArgumentException when there is no such kind */
    static Update parse(int[] words) {
        Kind[] kinds = Kind.values();
        if (words[4] < 0 || words[4] >= kinds.length) {
            throw new IllegalArgumentException("an update of kind " + words[4]);
        }
        int[] body = Arrays.copyOfRange(words, HEADER, words.length);
        return new Update(words[3], kinds[words[4]], get(words, 5), get(words, 7), body);
    }

    /** Big-endian, as Java's streams write. */
    static byte[] bytes(int[] words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Integer.BYTES);
        bytes.asIntBuffer().put(words);
        return bytes.array();
    }

    static int[] words(byte[] bytes) {
        int[] words = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().get(words);
        return words;
    }

    private static void put(int[] words, int at, long value) {
        words[at] = (int) (value >>> Integer.SIZE);
        words[at + 1] = (int) value;
    }

    private static long get(int[] words, int at) {
        return (long) words[at] << Integer.SIZE | words[at + 1] & 0xffffffffL;
    }
}
