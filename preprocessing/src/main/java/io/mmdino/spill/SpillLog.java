package io.mmdino.spill;

import java.io.IOException;

/** Entries in the order in which they were added. It is written once and can be read many times. */
public final class SpillLog {

    private final SpillFile file;
    private final SpillFile.Writer writer;
    private long size;

    SpillLog(SpillFile file) throws IOException {
        this.file = file;
        writer = file.write();
    }

    public void add(Entry entry) throws IOException {
        writer.write(entry);
        size++;
    }

    /** Number of entries added so far. */
    public long size() {
        return size;
    }

    /** Reads all entries from the first on. No entry can be added afterwards. */
    public EntryReader read() throws IOException {
        writer.close();
        return file.read();
    }
}
