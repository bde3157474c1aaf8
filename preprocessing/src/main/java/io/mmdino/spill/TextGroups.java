package io.mmdino.spill;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Entries as groups of one key each, of which only the different texts matter. */
public final class TextGroups {

    private TextGroups() {}

    /** Passes on the different texts of each key, one key after the other; one group is held at a time. */
    public static void visit(SpillSorter sorted, Consumer<SortedSet<String>> group) throws IOException {
        try (EntryReader entries = sorted.read()) {
            Optional<Entry> ahead = entries.next();
            while (ahead.isPresent()) {
                String key = ahead.get().key();
                SortedSet<String> texts = new TreeSet<>();
                for (; ahead.isPresent() && ahead.get().key().equals(key); ahead = entries.next()) {
                    texts.add(ahead.get().text());
                }
                group.accept(texts);
            }
        }
    }
}
