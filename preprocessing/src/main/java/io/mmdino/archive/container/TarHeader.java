package io.mmdino.archive.container;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One 512-byte header block of a tar in POSIX ustar, GNU or V7 format.
 *
 * @param name name of the entry, with ustar's prefix
 * @param bytes length of the data that follow
 * @param modified modification time in ms since 1970
 * @param type the header's type flag, such as '0' for a file
 */
record TarHeader(String name, long bytes, long modified, char type) {

    static final int BYTES = 512;

    private static final long LATEST_SECOND = 253_402_300_799L; // the year 9999

    static boolean isEnd(byte[] block) {
        return Arrays.equals(block, new byte[BYTES]);
    }

    /** Whether the block's checksum is right; old writers summed signed bytes. */
    static boolean isHeader(byte[] block) {
        long stored = number(block, 148, 8);
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BYTES; i++) {
            byte value = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += value & 0xff;
            signed += value;
        }
        return stored >= 0 && (stored == unsigned || stored == signed);
    }

    static TarHeader parse(byte[] block) throws ContainerException {
        long bytes = number(block, 124, 12);
        if (bytes < 0) {
            throw new ContainerException("the tar holds a length that is no number: copy it again");
        }
        long seconds = Math.min(Math.max(0, number(block, 136, 12)), LATEST_SECOND);
        boolean posix = text(block, 257, 6).equals("ustar");
        String prefix = posix ? text(block, 345, 155) : "";
        String name = text(block, 0, 100);
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + "/" + name, bytes, 1000 * seconds, (char) (block[156] & 0xff));
    }

    /** Value of a number field: octal digits, or GNU's binary with the first bit set; -1 when it is neither or too large. */
    private static long number(byte[] block, int from, int length) {
        return (block[from] & 0x80) != 0 ? binary(block, from, length) : octal(block, from, length);
    }

    private static long binary(byte[] block, int from, int length) {
        long value = block[from] & 0x7f;
        for (int i = from + 1; i < from + length; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                return -1;
            }
            value = value << 8 | block[i] & 0xff;
        }
        return value;
    }

    private static long octal(byte[] block, int from, int length) {
        String digits = text(block, from, length).trim();
        if (digits.isEmpty()) {
            return 0;
        }
        return digits.matches("[0-7]{1,20}") ? Long.parseLong(digits, 8) : -1;
    }

    /** Text up to the first zero byte. */
    static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return decoded(Arrays.copyOfRange(block, from, end));
    }

    /** Text from UTF-8, or from ISO 8859-1 when the bytes are not valid UTF-8. */
    static String decoded(byte[] bytes) {
        String utf8 = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(utf8.getBytes(StandardCharsets.UTF_8), bytes)
                ? utf8
                : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
