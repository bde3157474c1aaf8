package io.mmdino.spill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of its own for spilled records, readable by its owner alone; closing deletes it, and so does the end of the process
 * by a signal. What a killed process leaves behind cannot be read: its files are encrypted with a key that only its memory held.
 */
public final class SpillFolder implements AutoCloseable {

    private final Path folder;
    private final SpillCipher cipher = new SpillCipher();
    private final Thread hook = new Thread(this::deleteQuietly, "spill cleaner");
    private int files;

    private SpillFolder(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @param parent local folder, made when it is not there */
    public static SpillFolder in(Path parent) throws IOException {
        Files.createDirectories(parent);
        return new SpillFolder(Files.createTempDirectory(parent, "mm-dinov2-spill-")); // the JDK makes it rwx------
    }

    /** Where the JVM keeps temporary files. */
    public static SpillFolder temporary() throws IOException {
        return in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    synchronized SpillFile newFile() {
        return new SpillFile(folder.resolve("spill-" + files++), cipher);
    }

    /** An empty log. */
    public SpillLog log() throws IOException {
        return new SpillLog(newFile());
    }

    /** An empty sorter. */
    public SpillSorter sorter() {
        return new SpillSorter(this, SpillSorter.DEFAULT_BUFFER);
    }

    @Override
    public void close() throws IOException {
        try {
            delete();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending, and the hook finds nothing to delete
        }
    }

    private void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void deleteQuietly() {
        try {
            delete();
        } catch (IOException | UncheckedIOException e) {
            return; // nobody is left to hear it; what stays is encrypted
        }
    }
}
