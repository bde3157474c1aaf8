package io.mmdino.dicom.codec;

/**
 * Bits of the coded data of a JPEG-LS frame, where a byte after FF has seven of them, and where FF and a byte of 80 or more are a
 * marker. Source: ISO/IEC 14495-1 annexes A.5.3 and C.
 */
final class JpegLsBits {

    /** Bits held at most, so that no shift reaches 64. */
    private static final int HELD = 48;

    private final JpegBytes in;
    /** The next bits, the first of them uppermost; zeros below them. */
    private long held;

    private int count;
    /** Number of bits of the last byte: 7 after FF. */
    private int width = 8;

    /** Whether the last byte was FF. */
    private boolean ones;

    JpegLsBits(JpegBytes in) {
        this.in = in;
    }

    /** Reads 0 to 32 bits. */
    int take(int bits) throws FrameException {
        if (bits == 0) {
            return 0;
        }
        fill();
        if (count < bits) {
            throw early();
        }
        int value = (int) (held >>> (Long.SIZE - bits));
        drop(bits);
        return value;
    }

    /** Reads zeros, at most {@code most}, and the one after them; returns the number of zeros. */
    int zeros(int most) throws FrameException {
        int zeros = 0;
        while (true) {
            fill();
            int run = Math.min(Long.numberOfLeadingZeros(held), count);
            zeros += run;
            if (zeros > most) {
                throw in.corrupt("a code of more than " + most + " zeros");
            }
            if (run < count) {
                drop(run + 1);
                return zeros;
            }
            if (count == 0) {
                throw early();
            }
            drop(run);
        }
    }

    /**
     * Reads a number in a Golomb code of limited length.
     *
     * @param k bits of the remainder
     * @param limit longest code
     * @param whole bits of a number that is stored whole, after the longest run of zeros
     */
    int golomb(int k, int limit, int whole) throws FrameException {
        int most = limit - whole - 1;
        int zeros = zeros(most);
        return zeros < most ? (zeros << k) + take(k) : take(whole) + 1;
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

    /** Discards less than a byte, and a byte of seven bits where the coded data would end in FF without it. */
    private void align() throws FrameException {
        fill();
        if (count >= (width == 7 ? 15 : 8)) {
            throw in.corrupt("more coded data than pixels");
        }
        held = 0;
        count = 0;
        width = 8;
        ones = false;
    }

    private void drop(int bits) {
        held <<= bits;
        count -= bits;
    }

    /** Holds more than {@value #HELD} bits, or all up to the next marker. */
    private void fill() {
        while (count <= HELD) {
            int at = in.position();
            int value = in.at(at);
            if (value < 0 || value == 0xFF && (in.at(at + 1) & 0x80) != 0) {
                return;
            }
            width = ones ? 7 : 8;
            held |= (long) value << (Long.SIZE - width - count);
            count += width;
            ones = value == 0xFF;
            in.moveTo(at + 1);
        }
    }

    private FrameException early() {
        return in.corrupt("the coded data end early");
    }
}
