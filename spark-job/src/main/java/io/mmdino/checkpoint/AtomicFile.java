package io.mmdino.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is whole or not there: written beside its place under a temporary name, forced to disk, renamed, and the
 * folder forced to disk. What was there before stays until the rename.
 */
public final class AtomicFile {

    static final String TEMPORARY = ".tmp";

    private AtomicFile() {}

    /** What the file shall hold. */
    @FunctionalInterface
    public interface Content {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /** How the temporary file is opened: tests put a full disk here. */
    @FunctionalInterface
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    /** @throws CheckpointException when the disk is full or refuses; then nothing is left behind */
    public static void write(Path file, Content content) throws IOException {
        write(file, content, AtomicFile::create);
    }

    static void write(Path file, Content content, Opener opener) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = folder.resolve(file.getFileName() + TEMPORARY);
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = opener.open(temporary)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException | RuntimeException e) {
            throw failure(file, folder, temporary, e);
        }
    }

    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static CheckpointException failure(Path file, Path folder, Path temporary, Exception cause) {
        String free = "unknown";
        try {
            Files.deleteIfExists(temporary);
            free = Files.getFileStore(folder).getUsableSpace() / (1 << 20) + " MB";
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new CheckpointException(
                "cannot write " + file.getFileName() + ": " + cause.getMessage() + " (" + free
                        + " free on its disk now that the unfinished file is gone). Files written before are whole;"
                        + " make room or choose another output folder, then start again",
                cause);
    }
}
