package io.mmdino.spill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Sorts more entries than memory holds: sorted runs are written to disk and merged when they are read. Uses one buffer of heap
 * while entries are added, and a few hundred kilobytes for each run while they are merged; runs are joined to keep them few.
 */
public final class SpillSorter {

    /** Heap for entries that are not in a run yet, bytes. */
    static final int DEFAULT_BUFFER = 24 << 20;

    /** Number of runs that are joined into one of the next level. A record is written once on each level. */
    private static final int JOINED_RUNS = 32;

    private final SpillFolder folder;
    private final int bufferBytes;
    private final List<List<SpillFile>> levels = new ArrayList<>();
    private List<Entry> buffer = new ArrayList<>();
    private int buffered;
    private long size;

    SpillSorter(SpillFolder folder, int bufferBytes) {
        this.folder = folder;
        this.bufferBytes = bufferBytes;
    }

    public void add(Entry entry) throws IOException {
        buffer.add(entry);
        buffered += entry.heapBytes();
        size++;
        if (buffered >= bufferBytes) {
            spill();
        }
    }

    /** Number of entries added so far. */
    public long size() {
        return size;
    }

    /** Reads all entries in order. It can be called repeatedly, and entries can be added in between. */
    public EntryReader read() throws IOException {
        if (levels.isEmpty()) {
            List<Entry> sorted = new ArrayList<>(buffer);
            sorted.sort(Entry.ORDER);
            return new InMemory(sorted.iterator());
        }
        if (!buffer.isEmpty()) {
            spill();
        }
        return MergedRuns.open(levels.stream().flatMap(List::stream).toList());
    }

    private void spill() throws IOException {
        buffer.sort(Entry.ORDER);
        try (EntryReader sorted = new InMemory(buffer.iterator())) {
            keep(write(sorted), 0);
        }
        buffer = new ArrayList<>();
        buffered = 0;
    }

    private void keep(SpillFile run, int level) throws IOException {
        if (level == levels.size()) {
            levels.add(new ArrayList<>());
        }
        List<SpillFile> runs = levels.get(level);
        runs.add(run);
        if (runs.size() == JOINED_RUNS) {
            keep(join(runs), level + 1);
            runs.clear();
        }
    }

    private SpillFile join(List<SpillFile> runs) throws IOException {
        SpillFile joined;
        try (EntryReader merged = MergedRuns.open(runs)) {
            joined = write(merged);
        }
        for (SpillFile run : runs) {
            run.delete();
        }
        return joined;
    }

    private SpillFile write(EntryReader entries) throws IOException {
        SpillFile run = folder.newFile();
        try (SpillFile.Writer out = run.write()) {
            for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                out.write(entry.get());
            }
        }
        return run;
    }

    private record InMemory(Iterator<Entry> entries) implements EntryReader {

        @Override
        public Optional<Entry> next() {
            return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
        }

        @Override
        public void close() {}
    }
}
