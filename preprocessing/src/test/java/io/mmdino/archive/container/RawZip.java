package io.mmdino.archive.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A valid zip whose directory can be changed field by field. */
final class RawZip {

    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;

    private final ByteBuffer bytes;

    RawZip(Map<String, byte[]> files) throws IOException {
        bytes = ByteBuffer.wrap(Packed.zip(files)).order(ByteOrder.LITTLE_ENDIAN);
    }

    RawZip shorts(int entry, int field, int value) {
        bytes.putShort(central(entry) + field, (short) value);
        return this;
    }

    RawZip ints(int entry, int field, long value) {
        bytes.putInt(central(entry) + field, (int) value);
        return this;
    }

    RawZip end(int field, int value) {
        bytes.putShort(signature(END, 0) + field, (short) value);
        return this;
    }

    /** Replaces a name by another of equal length, everywhere. */
    RawZip renamed(String from, String to) {
        byte[] wanted = from.getBytes(StandardCharsets.UTF_8);
        byte[] other = to.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at + wanted.length <= bytes.limit(); at++) {
            if (bytes.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted))) {
                bytes.put(at, other);
            }
        }
        return this;
    }

    /** Offset of an entry's record in the directory. */
    int central(int entry) {
        int at = signature(CENTRAL, 0);
        for (int i = 0; i < entry; i++) {
            at = signature(CENTRAL, at + 4);
        }
        return at;
    }

    byte[] bytes() {
        return bytes.array();
    }

    private int signature(int wanted, int from) {
        int at = from;
        while (bytes.getInt(at) != wanted) {
            at++;
        }
        return at;
    }
}
