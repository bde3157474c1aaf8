package io.mmdino.archive.container;

/**
 * What a container may ask for. Containers come from outside, so each is held against these while it is read, before memory or
 * disk is taken for it.
 *
 * @param maxEntries entries of one container, folders too; eight to twenty-four bytes of memory are taken for each
 * @param maxEntryBytes length of one entry, unpacked
 * @param maxTotalBytes length of all entries of one container, unpacked
 * @param maxRatio unpacked bytes for one stored byte, of an entry and of a container, once they exceed {@link #RATIO_FROM}
 * @param maxNameLength characters of an entry's name with its folders
 */
public record ContainerLimits(int maxEntries, long maxEntryBytes, long maxTotalBytes, int maxRatio, int maxNameLength) {

    /** Unpacked bytes from which the ratio counts: a tumour mask is nearly all zeros and packs a thousandfold. */
    public static final long RATIO_FROM = 256L << 20;

    /** A million entries, 4 GiB for one and 1 TiB for all, 250 times what is stored, names of 1,024 characters. */
    public static final ContainerLimits DEFAULT = new ContainerLimits(1_000_000, 4L << 30, 1L << 40, 250, 1024);

    private static final int MOST_ENTRIES = 50_000_000;
    private static final int LONGEST_NAME = 65_535;

    public ContainerLimits {
        require(
                maxEntries >= 1 && maxEntries <= MOST_ENTRIES,
                "maxEntries is " + maxEntries + ", wanted 1 to " + MOST_ENTRIES);
        require(maxEntryBytes >= 1, "maxEntryBytes is " + maxEntryBytes + ", wanted 1 or more");
        require(
                maxTotalBytes >= maxEntryBytes,
                "maxTotalBytes is " + maxTotalBytes + ", wanted no less than maxEntryBytes, " + maxEntryBytes);
        require(maxRatio >= 1, "maxRatio is " + maxRatio + ", wanted 1 or more");
        require(
                maxNameLength >= 1 && maxNameLength <= LONGEST_NAME,
                "maxNameLength is " + maxNameLength + ", wanted 1 to " + LONGEST_NAME);
    }

    /** Whether so many bytes may come from so few. */
    boolean allowsRatio(long unpacked, long stored) {
        return unpacked <= RATIO_FROM || unpacked / maxRatio <= stored;
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }
}
