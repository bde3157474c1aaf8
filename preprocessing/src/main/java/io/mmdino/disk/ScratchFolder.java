package io.mmdino.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A local folder of a random name that only its owner can enter. Closing deletes it with everything in it. When the process
 * ends without closing it, there are two kinds: that of {@link #in} is deleted by a signal such as SIGTERM and left behind by
 * {@code kill -9} only; that of {@link #locked} is deleted by the next process that makes one in the same place.
 */
public final class ScratchFolder implements AutoCloseable {

    /** Deleting is tried again, because programs that write into the folder are being ended at the same time. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 100;

    /** Unlikely as a user's folder name: an unlocked folder whose name begins so is deleted. */
    private static final String LOCKED_PREFIX = "mm-dinov2-scratch-";

    /** A folder younger than this may not have its lock yet. */
    private static final Duration YOUNG = Duration.ofMinutes(10);

    private final Path path;
    private final Optional<FolderLock> lock;
    private final Optional<ShutdownHook> atEnd;

    private ScratchFolder(Path path, Optional<FolderLock> lock) {
        this.path = path;
        this.lock = lock;
        this.atEnd = lock.isPresent()
                ? Optional.empty() // a command's threads may write until the very end
                : Optional.of(ShutdownHook.of(this::deleteAtEnd));
    }

    /**
     * Makes a folder that is deleted when the process is ended by a signal.
     *
     * @param parent made when it is missing
     * @param prefix first part of its name: the purpose, nothing of a patient
     */
    public static ScratchFolder in(Path parent, String prefix) throws IOException {
        Files.createDirectories(parent);
        return new ScratchFolder(
                Files.createTempDirectory(parent, prefix), Optional.empty()); // the JDK makes it rwx------
    }

    /** Makes a folder as {@link #in} does, where the JVM keeps temporary files. */
    public static ScratchFolder temporary(String prefix) throws IOException {
        return in(temporaryFiles(), prefix);
    }

    /**
     * Makes a folder that is locked while this process lives. Folders that killed processes left in {@code parent} are deleted
     * first.
     *
     * @param parent made when it is missing
     */
    public static ScratchFolder locked(Path parent) throws IOException {
        Files.createDirectories(parent);
        sweep(parent);
        Path folder = Files.createTempDirectory(parent, LOCKED_PREFIX);
        FolderLock lock = FolderLock.tryLock(folder)
                .orElseThrow(() -> new IOException("another process has locked the new folder " + folder));
        return new ScratchFolder(folder, Optional.of(lock));
    }

    /**
     * The parent of a command's scratch folders when the user names none: a folder of this user alone below that of temporary
     * files.
     *
     * @throws IOException when another user has taken its name
     */
    public static Path userCache() throws IOException {
        Path cache = temporaryFiles().resolve("mm-dinov2-cache-" + System.getProperty("user.name"));
        Files.createDirectories(cache);
        if (Files.getFileStore(cache).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------")); // only its owner may
        }
        return cache;
    }

    private static Path temporaryFiles() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            delete(path);
        } finally {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
        atEnd.ifPresent(ShutdownHook::close);
    }

    private static void sweep(Path parent) throws IOException {
        List<Path> others;
        try (Stream<Path> entries = Files.list(parent)) {
            others = entries.filter(entry -> entry.getFileName().toString().startsWith(LOCKED_PREFIX)
                            && Files.exists(entry.resolve(FolderLock.NAME)))
                    .toList();
        }
        Instant limit = Instant.now().minus(YOUNG);
        for (Path other : others) {
            if (Files.isWritable(other)
                    && Files.getLastModifiedTime(other).toInstant().isBefore(limit)) {
                deleteIfUnlocked(other);
            }
        }
    }

    private static void deleteIfUnlocked(Path folder) throws IOException {
        Optional<FolderLock> lock = FolderLock.tryLock(folder);
        if (lock.isEmpty()) {
            return; // its process is alive
        }
        try {
            delete(folder);
        } finally {
            lock.get().close();
        }
    }

    /** Deletes a folder and everything in it without following links. A folder that is missing is no error. */
    public static void delete(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new Deleting());
        } catch (NoSuchFileException e) {
            if (Files.exists(folder)) { // an entry was deleted by another process meanwhile
                throw e;
            }
        }
    }

    private void deleteAtEnd() {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                delete(path);
                return;
            } catch (IOException e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
