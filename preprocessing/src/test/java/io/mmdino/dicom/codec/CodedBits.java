package io.mmdino.dicom.codec;

import java.io.ByteArrayOutputStream;

/** Writes bits of coded data, with what a coding puts after FF to tell it from a marker. */
final class CodedBits {

    private final ByteArrayOutputStream out;
    private final boolean jpegLs;
    private int held;
    private int count;
    private int width = 8;

    private CodedBits(ByteArrayOutputStream out, boolean jpegLs) {
        this.out = out;
        this.jpegLs = jpegLs;
    }

    /** Bits of JPEG, with a byte of zero after FF; the last byte is filled with ones. */
    static CodedBits jpeg(ByteArrayOutputStream out) {
        return new CodedBits(out, false);
    }

    /** Bits of JPEG-LS, with a byte of seven bits after FF; the last byte is filled with zeros. */
    static CodedBits jpegLs(ByteArrayOutputStream out) {
        return new CodedBits(out, true);
    }

    void put(int value, int bits) {
        for (int b = bits - 1; b >= 0; b--) {
            held = held << 1 | value >> b & 1;
            if (++count == width) {
                write();
            }
        }
    }

    /** Writes a number of JPEG: a negative one is reduced by one, so that its first bit is 0. */
    void signed(int value, int size) {
        put(value < 0 ? value - 1 : value, size);
    }

    void flush() {
        while (count != 0 || width == 7) {
            put(jpegLs ? 0 : 1, 1);
        }
    }

    private void write() {
        out.write(held);
        boolean ones = held == 0xFF;
        if (ones && !jpegLs) {
            out.write(0);
        }
        width = ones && jpegLs ? 7 : 8;
        held = 0;
        count = 0;
    }
}
