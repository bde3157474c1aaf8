package io.mmdino.archive;

/**
 * One file of the archive.
 *
 * @param path full Hadoop path; holds the patient's id, so it never goes to a log
 * @param bytes length as stored
 * @param modified modification time as the file system tells it, ms since 1970
 */
public record ArchiveFile(String path, long bytes, long modified) {

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
