package io.mmdino.archive;

/**
 * One file of the archive, by itself or in a container.
 *
 * @param path full Hadoop path, of the container when it lies in one; holds the patient's id, so it never goes to a log
 * @param bytes length as stored; in a container the unpacked one
 * @param modified modification time as the file system or the container tells it, ms since 1970
 * @param entry name in the container at {@code path}; empty for a file by itself
 * @param offset of the entry as its container was listed; -1 for a file by itself and in a gzipped tar
 */
public record ArchiveFile(String path, long bytes, long modified, String entry, long offset) {

    private static final String INSIDE = "!/";

    /** A file by itself. */
    public ArchiveFile(String path, long bytes, long modified) {
        this(path, bytes, modified, "", -1);
    }

    /** Whether it lies in a container. */
    public boolean inContainer() {
        return !entry.isEmpty();
    }

    /** Path and entry in one, with '/' between all folders: what names, sessions and roots are read from. */
    public String location() {
        return inContainer() ? path + INSIDE + entry : path;
    }

    /** The last part of the path, or of the entry's name. */
    public String name() {
        String location = location();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** The folder it lies in: location up to its last '/'. */
    public String folder() {
        String location = location();
        return location.substring(0, Math.max(0, location.lastIndexOf('/')));
    }
}
