package io.mmdino.spill;

import io.mmdino.disk.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A scratch folder for spilled records. What a killed process leaves behind cannot be read: its files are encrypted with a key that
 * only its memory held.
 */
public final class SpillFolder implements AutoCloseable {

    private static final String PREFIX = "mm-dinov2-spill-";

    private final ScratchFolder folder;
    private final SpillCipher cipher = new SpillCipher();
    private int files;

    private SpillFolder(ScratchFolder folder) {
        this.folder = folder;
    }

    /** @param parent local folder, made when it is not there */
    public static SpillFolder in(Path parent) throws IOException {
        return new SpillFolder(ScratchFolder.in(parent, PREFIX));
    }

    /** Where the JVM keeps temporary files. */
    public static SpillFolder temporary() throws IOException {
        return new SpillFolder(ScratchFolder.temporary(PREFIX));
    }

    synchronized SpillFile newFile() {
        return new SpillFile(folder.path().resolve("spill-" + files++), cipher);
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
        folder.close();
    }
}
