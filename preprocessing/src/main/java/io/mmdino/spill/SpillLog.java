package io.mmdino.spill;

import java.io.IOException;

/** Entries in the order they were added. Written once, then read as often as wanted. */
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

    /** Entries added so far. */
    public long size() {
        return size;
    }

    /** All entries from the first on; nothing can be added from now on. */
    public EntryReader read() throws IOException {
        writer.close();
        return file.read();
    }
}
