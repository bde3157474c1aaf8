package io.mmdino.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native numbers to intensities: {@code slope * stored + intercept}, in double, rounded once to float32.
 *
 * <p>Stored are the bits up to the high bit; those above it are dropped, and signed numbers are extended from it. Under
 * MONOCHROME1 low numbers are bright, so they are turned round within the range of the stored bits before they are scaled.
 */
record SampleDecoder(PixelFormat format, ByteOrder order) {

    /** @param out receives {@link PixelFormat#area()} intensities from {@code offset} on */
    void decode(byte[] raw, double slope, double intercept, float[] out, int offset) {
        ByteBuffer numbers = ByteBuffer.wrap(raw).order(order);
        int drop = 64 - format.bitsStored();
        int shift = format.highBit() + 1 - format.bitsStored();
        long turned = turned();
        for (int i = 0; i < format.area(); i++) {
            long bits = bits(numbers, i) >>> shift << drop;
            long stored = format.signed() ? bits >> drop : bits >>> drop;
            out[offset + i] = (float) (slope * (format.inverted() ? turned - stored : stored) + intercept);
        }
    }

    /** Lowest plus highest number: what a number and its turned one add up to. */
    private long turned() {
        return format.signed() ? -1 : (1L << format.bitsStored()) - 1;
    }

    private long bits(ByteBuffer numbers, int i) {
        return switch (format.bitsAllocated()) {
            case 8 -> Byte.toUnsignedLong(numbers.get(i));
            case 16 -> Short.toUnsignedLong(numbers.getShort(2 * i));
            default -> Integer.toUnsignedLong(numbers.getInt(4 * i));
        };
    }
}
