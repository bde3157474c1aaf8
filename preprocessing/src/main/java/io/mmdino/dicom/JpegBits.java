package io.mmdino.dicom;

/** Bytes of a JPEG's markers and bits of its coded data. */
final class JpegBits {

    private final byte[] bytes;
    private int at;
    private long held;
    private int count;
    /** Zero bits that were lent after the end of the coded data so that a code can be looked up. */
    private int lent;

    JpegBits(byte[] bytes) {
        this.bytes = bytes;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    int u8() throws DicomException {
        if (at >= bytes.length) {
            throw JpegLosslessScan.corrupt("it ends early");
        }
        return bytes[at++] & 0xFF;
    }

    int u16() throws DicomException {
        int high = u8();
        return high << 8 | u8();
    }

    /** The next marker's second byte; any number of FF may come before it. */
    int marker() throws DicomException {
        if (u8() != 0xFF) {
            throw JpegLosslessScan.corrupt("no marker where one was wanted");
        }
        int marker = u8();
        while (marker == 0xFF) {
            marker = u8();
        }
        return marker;
    }

    /** Where the segment ends whose length comes next. */
    int segmentEnd() throws DicomException {
        int start = at;
        int length = u16();
        if (length < 2 || start + length > bytes.length) {
            throw JpegLosslessScan.corrupt("a segment of " + length + " bytes goes beyond the end");
        }
        return start + length;
    }

    /** Drops the rest of the byte and takes the restart marker. */
    void restart() throws DicomException {
        held = 0;
        count = 0;
        lent = 0;
        int marker = marker();
        if (marker < 0xD0 || marker > 0xD7) {
            throw JpegLosslessScan.corrupt("no restart where one was wanted");
        }
    }

    /** The next 16 bits without taking them. */
    int peek16() {
        fill();
        return (int) (held >>> (count - 16)) & 0xFFFF;
    }

    /** Takes 1 to 16 bits. */
    int take(int bits) throws DicomException {
        fill();
        count -= bits;
        if (count < lent) {
            throw JpegLosslessScan.corrupt("the coded data end early");
        }
        return (int) (held >>> count) & ((1 << bits) - 1);
    }

    private void fill() {
        while (count < 16) {
            int next = codedByte();
            lent += next < 0 ? 8 : 0;
            held = held << 8 | Math.max(0, next);
            count += 8;
        }
    }

    /** FF00 is a coded FF, any other FF begins a marker, where the coded data end: then -1. */
    private int codedByte() {
        if (at >= bytes.length) {
            return -1;
        }
        int value = bytes[at] & 0xFF;
        if (value != 0xFF) {
            at++;
            return value;
        }
        if (at + 1 < bytes.length && bytes[at + 1] == 0) {
            at += 2;
            return value;
        }
        return -1;
    }
}
