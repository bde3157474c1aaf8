package io.mmdino.dicom.codec;

/**
 * Shape of a grey frame and of its stored numbers.
 *
 * @param rows 1 to 65535
 * @param columns 1 to 65535
 * @param bitsAllocated bits that a stored number takes: 8, 16 or 32
 * @param bitsUsed bits of these up to the highest that belongs to the value; readers drop those above
 * @param signed whether values are two's complement
 */
public record FrameFormat(int rows, int columns, int bitsAllocated, int bitsUsed, boolean signed) {

    /** Length of an uncompressed frame in bytes. */
    public int bytes() {
        return rows * columns * (bitsAllocated / 8);
    }

    /**
     * Writes row {@code y} of a frame, little endian.
     *
     * @param numbers holds the row's numbers from {@code from} on
     * @param raw the frame, [{@link #bytes()}]
     */
    void store(int[] numbers, int from, int y, byte[] raw) {
        int width = bitsAllocated / 8;
        int at = y * columns * width;
        for (int x = 0; x < columns; x++) {
            for (int b = 0; b < width; b++) {
                raw[at++] = (byte) (numbers[from + x] >> 8 * b);
            }
        }
    }

    /**
     * Limits a row of lossy numbers to the range of a value and writes it. An encoder that was not given the number of used bits
     * leaves errors of its own above the largest value, and without its upper bits such a number would be near the smallest.
     *
     * @param numbers holds the row's numbers from {@code from} on; changed
     * @param precision bits of the numbers, of which the highest is the sign in signed frames
     */
    void storeLossy(int[] numbers, int from, int y, int precision, byte[] raw) {
        if (precision > bitsUsed) {
            int drop = Integer.SIZE - precision;
            int least = signed ? -1 << (bitsUsed - 1) : 0;
            int most = (1 << (signed ? bitsUsed - 1 : bitsUsed)) - 1;
            for (int i = from; i < from + columns; i++) {
                int value = signed ? numbers[i] << drop >> drop : numbers[i];
                numbers[i] = Math.max(least, Math.min(most, value));
            }
        }
        store(numbers, from, y, raw);
    }
}
