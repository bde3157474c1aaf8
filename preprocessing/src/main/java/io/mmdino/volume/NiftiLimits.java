package io.mmdino.volume;

import io.mmdino.settings.Checks;

/**
 * Largest sizes that a NIfTI header may declare. Headers are untrusted: they are checked before memory is allocated.
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
        new Checks()
                .that(maxVoxels >= 1 && maxVoxels <= LONGEST_ARRAY, "maxVoxels", maxVoxels, "1 to " + LONGEST_ARRAY)
                .that(
                        maxStudyVoxels >= maxVoxels,
                        "maxStudyVoxels",
                        maxStudyVoxels,
                        "no less than maxVoxels, " + maxVoxels)
                .that(
                        maxSide >= 1 && maxVoxelOffset >= 0 && maxTrailingBytes >= 0,
                        "maxSide",
                        " " + maxSide + ", maxVoxelOffset " + maxVoxelOffset + ", maxTrailingBytes " + maxTrailingBytes
                                + ": wanted a side of 1 or more and no negative number")
                .that(
                        minSpacing > 0 && maxSpacing >= minSpacing && maxSpacing < Double.POSITIVE_INFINITY,
                        "spacing of " + minSpacing + " to " + maxSpacing + " mm, wanted 0 < minSpacing <= maxSpacing");
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
