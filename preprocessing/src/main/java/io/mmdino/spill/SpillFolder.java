package io.mmdino.spill;

import io.mmdino.disk.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A scratch folder for spilled records. Files left behind by a killed process cannot be read, because the key that encrypts
 * them was in its memory only.
 */
public final class SpillFolder implements AutoCloseable {

    private final ScratchFolder folder;
    private final SpillCipher cipher = new SpillCipher();
    private int files;

    private SpillFolder(ScratchFolder folder) {
        this.folder = folder;
    }

    /**
     * Creates a scratch folder.
     *
     * @param parent local folder, created when it does not exist
     */
    public static SpillFolder in(Path parent) throws IOException {
        return new SpillFolder(ScratchFolder.in(parent, ScratchFolder.Purpose.SPILL));
    }

    /** Creates a scratch folder among the JVM's temporary files. */
    public static SpillFolder temporary() throws IOException {
        return new SpillFolder(ScratchFolder.temporary(ScratchFolder.Purpose.SPILL));
    }

    synchronized SpillFile newFile() {
        return new SpillFile(folder.path().resolve("spill-" + files++), cipher);
    }

    /** Creates an empty log. */
    public SpillLog log() throws IOException {
        return new SpillLog(newFile());
    }

    /** Creates an empty sorter. */
    public SpillSorter sorter() {
        return new SpillSorter(this, SpillSorter.DEFAULT_BUFFER);
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
