package io.mmdino.run;

import io.mmdino.config.UsageException;
import io.mmdino.disk.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A local folder of one command, readable by its user alone, for copies of what lies elsewhere. Closing deletes it. */
public final class Scratch implements AutoCloseable {

    /** Such as nobody calls a folder of their own: what begins so and is not in use is deleted. */
    private static final String PREFIX = "mm-dinov2-scratch-";

    /** A folder this young may not have its lock yet. */
    private static final Duration YOUNG = Duration.ofMinutes(10);

    private final Path folder;
    private final RunLock lock;

    private Scratch(Path folder, RunLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** A new folder in {@code parent}; those of commands that were killed are deleted. */
    public static Scratch in(Path parent) throws IOException {
        Files.createDirectories(parent);
        sweep(parent);
        Path folder = Files.createTempDirectory(parent, PREFIX);
        return new Scratch(folder, RunLock.take(folder));
    }

    /**
     * Where copies go when no other folder is given: a folder below that of temporary files, of this user alone.
     *
     * @throws IOException when another user has taken its name
     */
    public static Path copies() throws IOException {
        Path copies =
                Path.of(System.getProperty("java.io.tmpdir"), "mm-dinov2-cache-" + System.getProperty("user.name"));
        Files.createDirectories(copies);
        if (Files.getFileStore(copies).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwx------")); // only its owner may
        }
        return copies;
    }

    public Path folder() {
        return folder;
    }

    private static void sweep(Path parent) throws IOException {
        List<Path> others;
        try (Stream<Path> entries = Files.list(parent)) {
            others = entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX)
                            && Files.exists(entry.resolve(RunLock.NAME)))
                    .toList();
        }
        Instant limit = Instant.now().minus(YOUNG);
        for (Path other : others) {
            if (Files.isWritable(other)
                    && Files.getLastModifiedTime(other).toInstant().isBefore(limit)) {
                deleteIfDead(other);
            }
        }
    }

    private static void deleteIfDead(Path folder) throws IOException {
        try (RunLock lock = RunLock.take(folder)) {
            delete(folder, lock);
        } catch (UsageException e) {
            return; // its command is at work
        }
    }

    private static void delete(Path folder, RunLock held) throws IOException {
        try {
            ScratchFolder.delete(folder);
        } finally {
            held.close();
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder, lock);
    }
}
