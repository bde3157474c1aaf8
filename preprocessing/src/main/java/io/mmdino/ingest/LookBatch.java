package io.mmdino.ingest;

import io.mmdino.spill.Entry;
import java.util.ArrayList;
import java.util.List;

/** Files that one task looks into; travels as JSON. */
record LookBatch(List<String> stamps, List<SeriesSource.Place> files) {

    static LookBatch empty() {
        return new LookBatch(new ArrayList<>(), new ArrayList<>());
    }

    void add(Entry entry, SeriesSource.Place file) {
        stamps.add(entry.key());
        files.add(file);
    }
}
