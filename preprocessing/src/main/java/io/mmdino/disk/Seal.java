package io.mmdino.disk;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A CRC-32C inside a text file, over all its bytes, so that a flipped bit or a missing end is noticed before the text is used. A
 * writer puts {@link #OPEN} where the format has a place for it (a JSON field, a YAML comment), after everything else that a user
 * may have named, and then {@link #close}s the text. While the checksum is computed its digits count as zeros.
 */
public final class Seal {

    /** Name under which a file has its checksum. */
    public static final String KEY = "checksum";

    private static final String KIND = "crc32c:";
    private static final String ZEROS = "00000000";

    /** The value to be replaced by the checksum. */
    public static final String OPEN = KIND + ZEROS;

    private Seal() {}

    /**
     * The text with its checksum.
     *
     * @param text contains {@link #OPEN}, last of all it may contain of that kind
     */
    public static byte[] close(byte[] text) {
        int digits = digits(text);
        if (digits < 0) {
            throw new IllegalArgumentException("the text has no place for a checksum");
        }
        byte[] closed = text.clone();
        byte[] sum = checksum(text, digits).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sum, 0, closed, digits, sum.length);
        return closed;
    }

    /** Whether the text has a checksum, right or wrong. */
    public static boolean isThere(byte[] text) {
        return digits(text) >= 0;
    }

    /**
     * Compares a text with its checksum.
     *
     * @param name of the file, for the message
     * @param advice what to do when it is damaged: the end of the message
     * @throws DamagedFileException when the checksum is missing or wrong
     */
    public static void require(byte[] text, String name, String advice) throws DamagedFileException {
        int digits = digits(text);
        if (digits < 0) {
            throw new DamagedFileException(name + " has no whole checksum: it is damaged or cut short; " + advice);
        }
        String written = new String(text, digits, ZEROS.length(), StandardCharsets.ISO_8859_1);
        String found = checksum(text, digits);
        if (!found.equals(written)) {
            throw new DamagedFileException(name + " is damaged: its content has the checksum " + KIND + found
                    + ", written was another; " + advice);
        }
    }

    /** Index of the first digit of the last checksum; -1 where there is none. */
    private static int digits(byte[] text) {
        String bytes = new String(text, StandardCharsets.ISO_8859_1); // one letter a byte
        int from = bytes.lastIndexOf(KIND) + KIND.length();
        return from < KIND.length() || from + ZEROS.length() > text.length ? -1 : from;
    }

    private static String checksum(byte[] text, int digits) {
        CRC32C sum = new CRC32C();
        sum.update(text, 0, digits);
        sum.update(ZEROS.getBytes(StandardCharsets.US_ASCII));
        int rest = digits + ZEROS.length();
        sum.update(text, rest, text.length - rest);
        return "%08x".formatted(sum.getValue());
    }
}
