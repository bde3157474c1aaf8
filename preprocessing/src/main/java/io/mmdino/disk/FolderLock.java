package io.mmdino.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** An exclusive lock on a local folder, held through the file {@value #NAME} in it. It ends with its process, however that ends. */
public final class FolderLock implements AutoCloseable {

    /** The locked file; it stays when the lock ends. */
    public static final String NAME = ".lock";

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Locks a folder, which is made when it is missing.
     *
     * @return empty when this or another process holds the lock
     */
    public static Optional<FolderLock> tryLock(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        FileChannel file = FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(file).isEmpty()) {
            file.close();
            return Optional.empty();
        }
        return Optional.of(new FolderLock(file));
    }

    private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
        try {
            return Optional.ofNullable(file.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // held by this process
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
