package io.mmdino.dicom.codec;

/** Bits of the Huffman-coded data of a JPEG. */
final class JpegBits {

    private final JpegBytes in;
    private long held;
    private int count;
    /** Number of zero bits appended after the end of the coded data, so that the last codes can be looked up by 16 bits. */
    private int padding;

    JpegBits(JpegBytes in) {
        this.in = in;
    }

    /** Discards the rest of the last byte and reads the restart marker after interval number {@code interval}, from 0. */
    void restart(int interval) throws FrameException {
        align();
        in.restart(interval);
    }

    /** Discards the rest of the last byte and reads the end of the image. */
    void end() throws FrameException {
        align();
        in.endOfImage();
    }

    private void align() throws FrameException {
        if (count - padding >= 8) {
            throw in.corrupt("more coded data than pixels");
        }
        held = 0;
        count = 0;
        padding = 0;
    }

    /** Returns the next 16 bits without consuming them. */
    int peek16() {
        fill();
        return (int) (held >>> (count - 16)) & 0xFFFF;
    }

    /** Reads 1 to 16 bits. */
    int take(int bits) throws FrameException {
        fill();
        count -= bits;
        if (count < padding) {
            throw in.corrupt("the coded data end early");
        }
        return (int) (held >>> count) & ((1 << bits) - 1);
    }

    /** Reads a number of 1 to 16 bits whose first bit is 0 where it is negative. Source: T.81 section F.2.2.1, EXTEND. */
    int signed(int bits) throws FrameException {
        int value = take(bits);
        return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
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
        int at = in.position();
        int value = in.at(at);
        if (value == 0xFF && in.at(at + 1) != 0) {
            return -1;
        }
        if (value >= 0) {
            in.moveTo(at + (value == 0xFF ? 2 : 1));
        }
        return value;
    }
}
