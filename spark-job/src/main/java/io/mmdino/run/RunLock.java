package io.mmdino.run;

import io.mmdino.config.UsageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a second training out of a run folder. The lock ends with its process, however that ends. */
public final class RunLock implements AutoCloseable {

    public static final String NAME = ".lock";

    private final FileChannel file;

    private RunLock(FileChannel file) {
        this.file = file;
    }

    /** @throws UsageException when another process trains there */
    public static RunLock take(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        FileChannel file = FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tried(file).isEmpty()) {
            file.close();
            throw new UsageException(
                    "another train is at work in " + folder + "; wait for it, or choose another --output");
        }
        return new RunLock(file);
    }

    private static Optional<FileLock> tried(FileChannel file) throws IOException {
        try {
            return Optional.ofNullable(file.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
