package io.mmdino.archive;

import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.archive.container.Containers;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A file of the archive, on its own or as an entry of a container. Travels to tasks as JSON.
 *
 * @param path full Hadoop path, of the container for an entry; holds the patient's id, so it never goes to a log
 * @param bytes stored length; for an entry the unpacked length
 * @param modified modification time according to the file system or the container, ms since 1970
 * @param entry name in the container at {@code path}; empty for a file on its own
 * @param offset of the entry as its container was listed; -1 for a file on its own and in a compressed tar
 */
public record ArchiveFile(String path, long bytes, long modified, String entry, long offset) {

    private static final String INSIDE = "!/";

    /** A file that lies in no container. */
    public ArchiveFile(String path, long bytes, long modified) {
        this(path, bytes, modified, "", -1);
    }

    /** Whether the file is an entry of a container. */
    public boolean inContainer() {
        return !entry.isEmpty();
    }

    /** Path and entry joined, with '/' between all folders: names, sessions and roots are read from it. */
    public String location() {
        return inContainer() ? path + INSIDE + entry : path;
    }

    /** The last part of the path, or of the entry's name. */
    public String name() {
        String location = location();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** The folder that holds the file: its location up to the last '/'. */
    public String folder() {
        String location = location();
        return location.substring(0, Math.max(0, location.lastIndexOf('/')));
    }

    /** Whether the name is that of a NIfTI file, of any sequence. */
    public boolean isNifti() {
        String name = name().toLowerCase(Locale.ROOT);
        return name.endsWith(".nii") || name.endsWith(".nii.gz");
    }

    /**
     * Opens the file. In a compressed tar this unpacks everything before the entry; use
     * {@link io.mmdino.archive.container.Unpacked} to read several entries of one.
     *
     * @throws io.mmdino.archive.container.ContainerException here or while reading, when an entry cannot be used
     * @throws IOException when the storage fails
     */
    public InputStream open(Configuration conf, ContainerLimits limits) throws IOException {
        Path file = new Path(path);
        return unzipped(
                inContainer()
                        ? Containers.open(conf, file, entry, offset, limits)
                        : Storage.of(conf, file).open(file),
                limits);
    }

    /**
     * The stream's bytes, unpacked when the file is gzipped by its name and no NIfTI file, which is unpacked where it is read.
     *
     * @param stored closed when it cannot be unpacked
     */
    public InputStream unzipped(InputStream stored, ContainerLimits limits) throws IOException {
        boolean gzipped = name().toLowerCase(Locale.ROOT).endsWith(".gz") && !isNifti();
        return gzipped ? Containers.gunzip(stored, limits) : stored;
    }
}
