package io.mmdino.average.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message from one worker to another, encoded as the integers of an ND4J array.
 *
 * @param rank of the sender
 * @param sequence number of the update, counted for each sender from 0; 0 in kinds that are not counted
 * @param start for a code, the first element of its range; for a settling, its number; for a failure, the rank that caused it
 * @param body the code, or the text of a failure
 */
record Update(int rank, Kind kind, long sequence, long start, int[] body) {

    /** Kind of an update; its ordinal is what is sent. */
    enum Kind {
        /** Threshold code of a range. */
        CODE(true),
        /** The sender has reached a synchronisation: it sends no codes until all updates of all workers have arrived. */
        SETTLING(true),
        /** The sender has received all updates that were sent before the synchronisation. */
        SETTLED(true),
        /** The sender is alive. */
        HEARTBEAT(false),
        /** The sender has failed; the body says why. */
        FAILED(false),
        /** The sender has finished. */
        GONE(false);

        /** Whether the kind carries a sequence number, so that a loss is noticed. */
        final boolean counted;

        Kind(boolean counted) {
            this.counted = counted;
        }
    }

    /** Number of words before the body. */
    static final int HEADER = 9;

    static final int[] NOTHING = {};

    private static final int MAGIC = 0x4d4d5031;
    private static final int TEXT = 1000;

    static Update plain(int rank, Kind kind) {
        return new Update(rank, kind, 0, 0, NOTHING);
    }

    /**
     * The report of a failure.
     *
     * @param culprit rank that failed first, as far as the sender knows
     * @param reason cut off after 1000 bytes of UTF-8
     */
    static Update failed(int rank, int culprit, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int[] body = new int[Math.min(text.length, TEXT)];
        for (int i = 0; i < body.length; i++) {
            body[i] = text[i];
        }
        return new Update(rank, Kind.FAILED, 0, culprit, body);
    }

    /** The body as text; control characters are replaced by spaces. */
    String text() {
        byte[] text = new byte[Math.min(body.length, TEXT)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) body[i];
        }
        return new String(text, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    }

    /**
     * The update as integers.
     *
     * @param run number of the run; see {@link #belongs}
     */
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

    /** Whether words are an update of a run; all others are ignored. */
    static boolean belongs(int[] words, long run) {
        return words.length >= HEADER && words[0] == MAGIC && get(words, 1) == run;
    }

    /**
     * Parses the words of an update.
     *
     * @throws IllegalArgumentException when the kind is unknown
     */
    static Update parse(int[] words) {
        Kind[] kinds = Kind.values();
        if (words[4] < 0 || words[4] >= kinds.length) {
            throw new IllegalArgumentException("an update of kind " + words[4]);
        }
        int[] body = Arrays.copyOfRange(words, HEADER, words.length);
        return new Update(words[3], kinds[words[4]], get(words, 5), get(words, 7), body);
    }

    /** Integers as bytes, big-endian. */
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
