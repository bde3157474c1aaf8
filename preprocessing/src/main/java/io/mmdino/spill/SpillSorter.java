package io.mmdino.spill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Sorts more entries than memory holds: sorted runs go to disk, reading merges them. Takes one buffer of heap while entries
 * come, and a few hundred kilobytes a run when they are merged; runs are joined before there are many.
 */
public final class SpillSorter {

    /** Heap for entries on their way to a run, bytes. */
    static final int DEFAULT_BUFFER = 24 << 20;

    /** Runs that are joined into one of the next level, so that a record is written as often as there are levels. */
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

    /** Entries added so far. */
    public long size() {
        return size;
    }

    /** All entries in order; may be called again, and entries may be added between. */
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
