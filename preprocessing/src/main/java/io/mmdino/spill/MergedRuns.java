package io.mmdino.spill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Merges sorted runs. */
final class MergedRuns implements EntryReader {

    private final List<EntryReader> readers;
    private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::entry, Entry.ORDER));

    private MergedRuns(List<EntryReader> readers) {
        this.readers = readers;
    }

    private record Head(Entry entry, EntryReader from) {}

    static MergedRuns open(List<SpillFile> runs) throws IOException {
        MergedRuns merged = new MergedRuns(new ArrayList<>());
        try {
            for (SpillFile run : runs) {
                EntryReader reader = run.read();
                merged.readers.add(reader);
                merged.advance(reader);
            }
            return merged;
        } catch (IOException e) {
            merged.close();
            throw e;
        }
    }

    private void advance(EntryReader reader) throws IOException {
        reader.next().ifPresent(entry -> heads.add(new Head(entry, reader)));
    }

    @Override
    public Optional<Entry> next() throws IOException {
        if (heads.isEmpty()) {
            return Optional.empty();
        }
        Head first = heads.remove();
        advance(first.from);
        return Optional.of(first.entry);
    }

    @Override
    public void close() throws IOException {
        for (EntryReader reader : readers) {
            reader.close();
        }
    }
}
