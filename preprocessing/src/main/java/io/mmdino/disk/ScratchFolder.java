package io.mmdino.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A local folder of a random name that only its owner can enter. Closing deletes it with everything in it. When the process
 * ends without closing it, that of {@link #in} is deleted by a signal such as SIGTERM. What {@code kill -9} leaves behind is
 * deleted by the next process that makes one in the same place or calls {@link #userCache}.
 */
public final class ScratchFolder implements AutoCloseable {

    /** What a folder is for; part of its name. */
    public enum Purpose {
        SCRATCH,
        SPILL,
        AERON,
        EXTERNAL,
        UNPACKED,
        SCORE,
        BENCH;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Deleting is tried again, because programs that write into the folder are being ended at the same time. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 100;

    private final Path path;
    private final FolderLock lock;
    private final Optional<ShutdownHook> atEnd;

    private ScratchFolder(Path parent, Purpose purpose, boolean untilTheEnd) throws IOException {
        Files.createDirectories(parent);
        ScratchSweep.in(parent);
        Path unlocked = Files.createTempDirectory(parent, ScratchName.unlockedPrefix()); // the JDK makes it rwx------
        Files.createFile(unlocked.resolve(FolderLock.NAME), OwnFolder.ownerOnly("rw-------"));
        lock = FolderLock.tryLock(unlocked)
                .orElseThrow(() -> new IOException("another process has locked the new folder " + unlocked));
        String random = unlocked.getFileName()
                .toString()
                .substring(ScratchName.unlockedPrefix().length());
        path = Files.move(
                unlocked, parent.resolve(ScratchName.prefix(purpose) + random), StandardCopyOption.ATOMIC_MOVE);
        atEnd = untilTheEnd ? Optional.empty() : Optional.of(ShutdownHook.of(this::deleteAtEnd));
    }

    /**
     * Makes a folder that is deleted when the process is ended by a signal.
     *
     * @param parent made when it is missing
     */
    public static ScratchFolder in(Path parent, Purpose purpose) throws IOException {
        return new ScratchFolder(parent, purpose, false);
    }

    /** Makes a folder as {@link #in} does, where the JVM keeps temporary files. */
    public static ScratchFolder temporary(Purpose purpose) throws IOException {
        return in(temporaryFiles(), purpose);
    }

    /**
     * Makes a folder that a signal does not delete, because a command's threads may write until the very end; the next process
     * does.
     *
     * @param parent made when it is missing
     */
    public static ScratchFolder locked(Path parent) throws IOException {
        return new ScratchFolder(parent, Purpose.SCRATCH, true);
    }

    /**
     * The folder of a command's copies when the user names none: {@code mm-dinov2-cache-USER}, of this user alone, among the JVM's
     * temporary files. Where the name is taken by a link, another user or a folder that others may enter, it is one with a random
     * ending. Scratch folders of dead processes beside it and in it are deleted.
     */
    public static Path userCache() throws IOException {
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
        Path cache = OwnFolder.in(temporaryFiles(), "mm-dinov2-cache-" + user);
        ScratchSweep.in(temporaryFiles());
        ScratchSweep.in(cache);
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
            lock.close();
        }
        atEnd.ifPresent(ShutdownHook::close);
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
