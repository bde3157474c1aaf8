package io.mmdino.archive.container;

import io.mmdino.disk.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileSystem;

/**
 * Entries of a container, unpacked into a scratch folder. Files are numbered, so that no name of the container reaches the
 * disk.
 */
public final class Unpacked implements AutoCloseable {

    private final ScratchFolder folder;
    private final Map<String, Path> files = new HashMap<>();

    private Unpacked(ScratchFolder folder) {
        this.folder = folder;
    }

    /**
     * Unpacks the wanted entries that are usable, in one pass.
     *
     * @param parent existing local folder
     * @throws ContainerException when the container, or a wanted entry, cannot be used; nothing stays behind
     * @throws IOException when the storage or the local disk fails; nothing stays behind
     */
    public static Unpacked unpack(
            FileSystem storage,
            org.apache.hadoop.fs.Path container,
            ContainerLimits limits,
            Predicate<ContainerEntry> wanted,
            Path parent)
            throws IOException {
        Unpacked unpacked = new Unpacked(ScratchFolder.in(parent, ScratchFolder.Purpose.UNPACKED));
        try {
            Containers.visit(storage, container, limits, wanted, unpacked::write);
            return unpacked;
        } catch (IOException | RuntimeException e) {
            try {
                unpacked.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void write(ContainerEntry entry, InputStream content) throws IOException {
        Path file = Files.createFile(
                folder.path().resolve(Integer.toString(files.size())),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        files.put(entry.name(), file);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
            content.transferTo(out);
        }
    }

    /**
     * Opens an unpacked entry.
     *
     * @throws ContainerException when the entry was not unpacked
     */
    public InputStream open(String name) throws IOException {
        Path file = files.get(name);
        if (file == null) {
            throw new ContainerException("the entry is not among those unpacked: the container has changed, run again");
        }
        return Files.newInputStream(file);
    }

    /** Number of entries unpacked. */
    public int size() {
        return files.size();
    }

    /** Deletes the scratch folder. */
    @Override
    public void close() throws IOException {
        folder.close();
    }
}
