package io.mmdino.dicom;

/**
 * What a file may ask for. Every length of a file comes from outside and is held against these before memory is taken.
 *
 * @param maxFileBytes bytes of one file, also of what a deflated one becomes
 * @param maxHeaderBytes bytes before the pixels
 * @param maxElementBytes bytes of one value that is kept; others are passed over in place
 * @param maxElements data elements before the pixels, those in sequences too
 * @param maxDepth sequences inside sequences
 * @param maxSide rows, and columns
 * @param maxFrames frames of one file
 * @param maxVoxels voxels of the assembled volume; four bytes each are allocated
 */
public record DicomLimits(
        long maxFileBytes,
        long maxHeaderBytes,
        int maxElementBytes,
        int maxElements,
        int maxDepth,
        int maxSide,
        int maxFrames,
        long maxVoxels) {

    /**
     * 2 GiB a file, 64 MiB of header, 1,000,000 elements (an enhanced series of 5,000 frames has half of them), 4096 x 4096
     * pixels, 16,384 frames, 512 x 512 x 512 voxels: more than any head scanner gives.
     */
    public static final DicomLimits DEFAULT =
            new DicomLimits(2L << 30, 64L << 20, 4096, 1_000_000, 16, 4096, 16_384, 512L * 512 * 512);

    /** The longest array every JVM gives. */
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    /** Beyond this the recursion of sequences would need a deeper stack than threads have. */
    private static final int DEEPEST = 64;

    /** Side whose square of four-byte pixels is still one array. */
    private static final int LONGEST_SIDE = 16_384;

    public DicomLimits {
        within("maxFileBytes", maxFileBytes, 1, Long.MAX_VALUE);
        within("maxHeaderBytes", maxHeaderBytes, 1, Long.MAX_VALUE);
        within("maxElementBytes", maxElementBytes, 64, 1 << 20);
        within("maxElements", maxElements, 1, Integer.MAX_VALUE);
        within("maxDepth", maxDepth, 1, DEEPEST);
        within("maxSide", maxSide, 1, LONGEST_SIDE);
        within("maxFrames", maxFrames, 1, 1 << 20);
        within("maxVoxels", maxVoxels, 1, LONGEST_ARRAY);
    }

    /** These limits with another number of voxels. */
    public DicomLimits withMaxVoxels(long voxels) {
        return new DicomLimits(
                maxFileBytes, maxHeaderBytes, maxElementBytes, maxElements, maxDepth, maxSide, maxFrames, voxels);
    }

    private static void within(String name, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " is " + value + ", wanted " + low + " to " + high);
        }
    }
}
