package io.mmdino.dicom;

import io.mmdino.dicom.codec.FrameFormat;
import java.io.Serializable;
import java.util.Set;

/**
 * Shape of a frame and of its stored numbers.
 *
 * @param frames number of frames; 1 for classic images
 * @param samples samples of a pixel; 1 for grey images
 * @param bitsAllocated bits of a stored number; 8, 16 or 32 can be decoded
 * @param bitsStored bits of these that hold the value
 * @param highBit number of the highest of these, from 0
 * @param photometric photometric interpretation, such as MONOCHROME2
 * @param padding stored numbers that stand for no signal
 */
public record PixelFormat(
        int rows,
        int columns,
        int frames,
        int samples,
        int bitsAllocated,
        int bitsStored,
        int highBit,
        boolean signed,
        String photometric,
        Padding padding)
        implements Serializable {

    /**
     * Range of stored numbers outside of the scanned field, DICOM PS3.3 C.7.5.1.1.2.
     *
     * @param low PixelPaddingValue (0028,0120) or PixelPaddingRangeLimit (0028,0121), the lower
     * @param high the higher of both; below {@code low} where the file has none
     */
    public record Padding(long low, long high) implements Serializable {

        /** No padding. */
        public static final Padding NONE = new Padding(0, -1);

        static Padding of(Dataset data, int bitsAllocated, boolean signed) {
            int first = data.unsigned16(Tags.PADDING, -1);
            if (first < 0) {
                return NONE;
            }
            int bits = Math.min(16, Math.max(1, bitsAllocated));
            long one = number(first, bits, signed);
            long other = number(data.unsigned16(Tags.PADDING_LIMIT, first), bits, signed);
            return new Padding(Math.min(one, other), Math.max(one, other));
        }

        boolean holds(long number) {
            return number >= low && number <= high;
        }

        private static long number(int raw, int bits, boolean signed) {
            int drop = 64 - bits;
            long shifted = (long) raw << drop;
            return signed ? shifted >> drop : shifted >>> drop;
        }
    }

    /** A format without padding. */
    public PixelFormat(
            int rows,
            int columns,
            int frames,
            int samples,
            int bitsAllocated,
            int bitsStored,
            int highBit,
            boolean signed,
            String photometric) {
        this(rows, columns, frames, samples, bitsAllocated, bitsStored, highBit, signed, photometric, Padding.NONE);
    }

    /** Format of objects without pixels. */
    public static final PixelFormat NONE = new PixelFormat(0, 0, 0, 0, 0, 0, 0, false, "");

    private static final Set<Integer> BITS = Set.of(8, 16, 32);

    static PixelFormat of(Dataset data, DicomLimits limits) throws DicomException {
        int rows = side(data, Tags.ROWS, limits);
        int columns = side(data, Tags.COLUMNS, limits);
        int allocated = data.unsigned16(Tags.BITS_ALLOCATED, 0);
        int stored = data.unsigned16(Tags.BITS_STORED, allocated);
        boolean signed = data.unsigned16(Tags.PIXEL_REPRESENTATION, 0) == 1;
        return new PixelFormat(
                rows,
                columns,
                frames(data, limits),
                data.unsigned16(Tags.SAMPLES, 1),
                allocated,
                stored,
                data.unsigned16(Tags.HIGH_BIT, stored - 1),
                signed,
                data.text(Tags.PHOTOMETRIC),
                Padding.of(data, allocated, signed));
    }

    /** Number of pixels of a frame. */
    int area() {
        return rows * columns;
    }

    /** Length of an uncompressed frame in bytes. */
    int bytes() {
        return frame().bytes();
    }

    /** What decoders of compressed frames need to know. */
    FrameFormat frame() {
        return new FrameFormat(rows, columns, bitsAllocated, highBit + 1, signed);
    }

    /** Whether low numbers are bright, as in MONOCHROME1. */
    boolean inverted() {
        return photometric.equals("MONOCHROME1");
    }

    /** @throws DicomException when the pixels are not grey values of a format that can be decoded */
    void checkGrey() throws DicomException {
        if (samples != 1 || !(photometric.equals("MONOCHROME2") || inverted())) {
            throw new DicomException("the pixels have " + samples + " samples and are not MONOCHROME1 or MONOCHROME2:"
                    + " colour images are no MR intensities, leave the series out");
        }
        boolean fits = bitsStored >= 1 && highBit < bitsAllocated && highBit >= bitsStored - 1;
        if (!BITS.contains(bitsAllocated) || !fits) {
            throw new DicomException("pixels of " + bitsStored + " bits up to bit " + highBit + " in " + bitsAllocated
                    + ", wanted 8, 16 or 32 allocated and the stored ones within: export the series again");
        }
    }

    private static int side(Dataset data, int tag, DicomLimits limits) throws DicomException {
        int side = data.unsigned16(tag, 0);
        if (side < 1 || side > limits.maxSide()) {
            throw new DicomException(Tags.show(tag) + " is " + side + ", wanted 1 to " + limits.maxSide());
        }
        return side;
    }

    private static int frames(Dataset data, DicomLimits limits) throws DicomException {
        double[] frames = data.decimals(Tags.FRAMES, 1);
        if (frames.length == 0) {
            return 1;
        }
        if (!(frames[0] >= 1 && frames[0] <= limits.maxFrames() && frames[0] == Math.rint(frames[0]))) {
            throw new DicomException(
                    Tags.show(Tags.FRAMES) + " is " + frames[0] + ", wanted 1 to " + limits.maxFrames());
        }
        return (int) frames[0];
    }
}
