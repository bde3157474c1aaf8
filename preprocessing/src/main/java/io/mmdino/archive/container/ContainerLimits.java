package io.mmdino.archive.container;

/**
 * Limits of a container. Containers are untrusted input: each is checked against these while it is read, before memory or
 * disk is taken for it.
 *
 * @param maxEntries entries of one container, folders too; each takes 8 to 24 bytes of memory
 * @param maxEntryBytes unpacked length of one entry
 * @param maxTotalBytes unpacked length of all entries of one container
 * @param maxRatio unpacked bytes for one stored byte, of an entry and of a container; checked above {@link #RATIO_FROM}
 *     unpacked bytes
 * @param maxNameLength characters of an entry's name with its folders
 */
public record ContainerLimits(int maxEntries, long maxEntryBytes, long maxTotalBytes, int maxRatio, int maxNameLength) {

    /** Unpacked bytes from which the ratio is checked. A small tumour mask may pack a thousandfold, being nearly all zeros. */
    public static final long RATIO_FROM = 256L << 20;

    /** A million entries, 4 GiB for each and 1 TiB for all, a ratio of 250, names of 1,024 characters. */
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

    /** Whether {@code stored} bytes may unpack to {@code unpacked} bytes. */
    boolean allowsRatio(long unpacked, long stored) {
        return unpacked <= RATIO_FROM || unpacked / maxRatio <= stored;
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }
}
