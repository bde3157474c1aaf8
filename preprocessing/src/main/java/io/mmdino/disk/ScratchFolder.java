package io.mmdino.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * A local folder of a random name that only its owner can enter. Closing deletes it with all in it, and so does the end of the
 * process by a signal; only {@code kill -9} leaves it behind.
 */
public final class ScratchFolder implements AutoCloseable {

    /** Programs that write into it are being ended at the same time, so deleting may have to be tried again. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 100;

    private final Path path;
    private final ShutdownHook atEnd = ShutdownHook.of("scratch cleaner", this::deleteAtEnd);

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /**
     * @param parent made when it is not there
     * @param prefix of its name: what it is for, nothing of a patient
     */
    public static ScratchFolder in(Path parent, String prefix) throws IOException {
        Files.createDirectories(parent);
        return new ScratchFolder(Files.createTempDirectory(parent, prefix)); // the JDK makes it rwx------
    }

    /** Where the JVM keeps temporary files. */
    public static ScratchFolder temporary(String prefix) throws IOException {
        return in(Path.of(System.getProperty("java.io.tmpdir")), prefix);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        delete(path);
        atEnd.close();
    }

    /** Deletes a folder and all in it, following no links; one that is not there is as wanted. */
    public static void delete(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new Deleting());
        } catch (NoSuchFileException e) {
            if (Files.exists(folder)) { // something in it went while it was being looked at
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
