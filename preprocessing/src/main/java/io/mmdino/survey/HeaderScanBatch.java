package io.mmdino.survey;

import io.mmdino.archive.SeriesSource;
import io.mmdino.spill.Entry;
import java.util.ArrayList;
import java.util.List;

/** Files that one task looks into; travels as JSON. */
public record HeaderScanBatch(List<String> stamps, List<SeriesSource.Place> files) {

    public static HeaderScanBatch empty() {
        return new HeaderScanBatch(new ArrayList<>(), new ArrayList<>());
    }

    public void add(Entry entry, SeriesSource.Place file) {
        stamps.add(entry.key());
        files.add(file);
    }
}
