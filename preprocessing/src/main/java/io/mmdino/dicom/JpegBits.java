package io.mmdino.dicom;

/** Reads the bytes of a JPEG's markers and the bits of its coded data. */
final class JpegBits {

    private final byte[] bytes;
    private int at;
    private long held;
    private int count;
    /** Number of zero bits appended after the end of the coded data, so that the last codes can be looked up by 16 bits. */
    private int padding;

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

    /** Reads a marker and returns its second byte; any number of FF may precede it. */
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

    /** Reads the length of a segment and returns the offset of its end. */
    int segmentEnd() throws DicomException {
        int start = at;
        int length = u16();
        if (length < 2 || start + length > bytes.length) {
            throw JpegLosslessScan.corrupt("a segment of " + length + " bytes goes beyond the end");
        }
        return start + length;
    }

    /** Discards the remaining bits and reads a restart marker. */
    void restart() throws DicomException {
        held = 0;
        count = 0;
        padding = 0;
        int marker = marker();
        if (marker < 0xD0 || marker > 0xD7) {
            throw JpegLosslessScan.corrupt("no restart where one was wanted");
        }
    }

    /** Returns the next 16 bits without consuming them. */
    int peek16() {
        fill();
        return (int) (held >>> (count - 16)) & 0xFFFF;
    }

    /** Reads 1 to 16 bits. */
    int take(int bits) throws DicomException {
        fill();
        count -= bits;
        if (count < padding) {
            throw JpegLosslessScan.corrupt("the coded data end early");
        }
        return (int) (held >>> count) & ((1 << bits) - 1);
    }

    private void fill() {
        while (count < 16) {
            int next = codedByte();
            padding += next < 0 ? 8 : 0;
            held = held << 8 | Math.max(0, next);
            count += 8;
        }
    }

    /** Next byte of the coded data, where FF00 stands for FF; -1 at their end, where any other FF begins a marker. */
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
