package io.mmdino.dicom;

/**
 * Limits of DICOM files. Files are untrusted input: every length is checked against these before memory is allocated.
 *
 * @param maxFileBytes bytes of one file, after inflation too
 * @param maxHeaderBytes bytes before the pixels
 * @param maxElementBytes bytes of one kept value; other values are skipped
 * @param maxElements data elements before the pixels, including those in sequences
 * @param maxDepth depth of nested sequences
 * @param maxSide rows or columns of a frame
 * @param maxFrames frames of one file
 * @param maxVoxels voxels of the assembled volume; each takes four bytes
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
     * 2 GiB for a file, 64 MiB for a header, 1,000,000 elements (an enhanced series of 5,000 frames has about 500,000), 4096 x 4096
     * pixels, 16,384 frames, 512 x 512 x 512 voxels. Images of heads are smaller.
     */
    public static final DicomLimits DEFAULT =
            new DicomLimits(2L << 30, 64L << 20, 4096, 1_000_000, 16, 4096, 16_384, 512L * 512 * 512);

    /** Longest array that every JVM can allocate. */
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    /** Largest depth of the parser's recursion that a thread's stack allows. */
    private static final int DEEPEST = 64;

    /** Largest side whose square of four-byte pixels fits one array. */
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
