package io.mmdino.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Joins DICOM series of one image each, which some anonymisers make of one series: those of a study that show one sequence in one
 * size. Whether they form a volume is told by their positions, as for any other series.
 */
final class SingleImages {

    /** Fewer slices form no volume, so they are left as they are. */
    private static final int FEWEST = 5;

    private SingleImages() {}

    /**
     * @param series files by series; joined ones are replaced by one series
     * @return notes on what was joined
     */
    static List<String> join(Map<String, List<FoundFile>> series) {
        Map<String, List<String>> alike = new TreeMap<>();
        series.forEach((group, files) -> {
            FoundFile first = files.get(0);
            if (files.size() == 1 && first.slices() == 1 && first.reason().isEmpty()) {
                alike.computeIfAbsent(first.sequence() + ' ' + first.pixels(), key -> new ArrayList<>())
                        .add(group);
            }
        });
        List<String> notes = new ArrayList<>();
        for (List<String> groups : alike.values()) {
            if (groups.size() >= FEWEST) {
                List<FoundFile> joined = new ArrayList<>();
                groups.forEach(group -> joined.addAll(series.remove(group)));
                series.put(groups.get(0), joined);
                notes.add(groups.size() + " series of " + joined.get(0).sequence()
                        + " with one image each were read as one series");
            }
        }
        return notes;
    }
}
