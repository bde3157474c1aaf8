package io.mmdino.volume;

/**
 * Limits of a NIfTI file. Headers are untrusted input: each is checked against these before memory is allocated for it.
 *
 * @param maxVoxels voxels of one volume; each takes four bytes
 * @param maxStudyVoxels voxels of all volumes of one study, both as read and after resampling to one grid
 * @param maxSide voxels along one axis
 * @param maxVoxelOffset bytes before the first voxel: the header and its extensions
 * @param maxTrailingBytes bytes after the last voxel, read to reach the gzip checksum
 * @param minSpacing smallest voxel edge, mm
 * @param maxSpacing largest voxel edge, mm
 */
public record NiftiLimits(
        long maxVoxels,
        long maxStudyVoxels,
        int maxSide,
        long maxVoxelOffset,
        long maxTrailingBytes,
        double minSpacing,
        double maxSpacing) {

    /**
     * 512 x 512 x 512 voxels, twice as many for a study, 16 MiB of extensions, edges of 0.01 to 100 mm. Images of heads are
     * smaller.
     */
    public static final NiftiLimits DEFAULT =
            new NiftiLimits(512L * 512 * 512, 1L << 28, 4096, 16L << 20, 16L << 20, 0.01, 100);

    /** Longest array that every JVM can allocate. */
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    public NiftiLimits {
        if (maxVoxels < 1 || maxVoxels > LONGEST_ARRAY) {
            throw new IllegalArgumentException("maxVoxels is " + maxVoxels + ", wanted 1 to " + LONGEST_ARRAY);
        }
        if (maxStudyVoxels < maxVoxels) {
            throw new IllegalArgumentException(
                    "maxStudyVoxels is " + maxStudyVoxels + ", wanted no less than maxVoxels, " + maxVoxels);
        }
        if (maxSide < 1 || maxVoxelOffset < 0 || maxTrailingBytes < 0) {
            throw new IllegalArgumentException("maxSide " + maxSide + ", maxVoxelOffset " + maxVoxelOffset
                    + ", maxTrailingBytes " + maxTrailingBytes + ": wanted a side of 1 or more and no negative number");
        }
        if (!(minSpacing > 0 && maxSpacing >= minSpacing && maxSpacing < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "spacing of " + minSpacing + " to " + maxSpacing + " mm, wanted 0 < minSpacing <= maxSpacing");
        }
    }

    /** These limits with another number of voxels. */
    public NiftiLimits withMaxVoxels(long voxels) {
        return new NiftiLimits(
                voxels,
                Math.max(voxels, maxStudyVoxels),
                maxSide,
                maxVoxelOffset,
                maxTrailingBytes,
                minSpacing,
                maxSpacing);
    }
}
