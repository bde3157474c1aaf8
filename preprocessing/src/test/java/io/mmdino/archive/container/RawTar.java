package io.mmdino.archive.container;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes tars header by header, valid or not. */
final class RawTar {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RawTar entry(String name, char type, byte[] data) {
        return header(name, type, data.length).data(data);
    }

    RawTar header(String name, char type, long size) {
        return header(name, type, String.format(Locale.ROOT, "%011o", size).getBytes(StandardCharsets.US_ASCII));
    }

    /** @param size content of the size field, at most 12 bytes */
    RawTar header(String name, char type, byte[] size) {
        byte[] block = new byte[512];
        put(block, 0, name.getBytes(StandardCharsets.UTF_8));
        put(block, 100, Packed.text("0000644"));
        put(block, 124, size);
        put(block, 136, Packed.text("14524656400"));
        put(block, 257, Packed.text("ustar\0" + "00"));
        block[156] = (byte) type;
        put(block, 148, Packed.text("        "));
        int sum = 0;
        for (byte value : block) {
            sum += value & 0xff;
        }
        put(block, 148, Packed.text(String.format(Locale.ROOT, "%06o\0 ", sum)));
        out.writeBytes(block);
        return this;
    }

    RawTar data(byte[] data) {
        out.writeBytes(data);
        out.writeBytes(new byte[(512 - data.length % 512) % 512]);
        return this;
    }

    /** Content of a pax header with one record. */
    static byte[] pax(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int length = rest.getBytes(StandardCharsets.UTF_8).length;
        int total = length + Integer.toString(length + 3).length();
        return Packed.text(total + rest);
    }

    byte[] unended() {
        return out.toByteArray();
    }

    byte[] ended() {
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static void put(byte[] block, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
