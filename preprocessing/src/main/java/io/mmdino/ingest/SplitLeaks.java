package io.mmdino.ingest;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.spill.Entry;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillSorter;
import io.mmdino.spill.TextGroups;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Looks for patients, and for images, that lie in more than one split of a shard folder, over all its runs: what is tested on must
 * not have been trained on. Sorted on disk.
 */
final class SplitLeaks {

    private final SpillSorter patients;
    private final SpillSorter images;

    SplitLeaks(SpillFolder spill) {
        patients = spill.sorter();
        images = spill.sorter();
    }

    void add(ManifestEntry entry) throws IOException {
        if (entry.status() != Status.ACCEPTED) {
            return;
        }
        String split = entry.facts().split().name();
        patients.add(Entry.of(entry.facts().subject(), split));
        if (!entry.contentHash().isEmpty()) {
            images.add(Entry.of(entry.contentHash(), split));
        }
    }

    /**
     * @return a warning about equal images under several ids in several splits
     * @throws IngestException when a patient is in two splits
     */
    List<String> check() throws IOException {
        long torn = torn(patients);
        if (torn > 0) {
            throw new IngestException(
                    torn + " patients would be in more than one split: earlier studies of theirs were taken with"
                            + " other shares, another table of splits or another --patient-pattern. Give those again, or name another"
                            + " output folder");
        }
        long twins = torn(images);
        return twins == 0
                ? List.of()
                : List.of("WARNING: " + twins
                        + " studies have the same images under several ids in several splits, so what is"
                        + " tested on is trained on. Keep one of each, or put them into one split by --splits.");
    }

    private static long torn(SpillSorter sorted) throws IOException {
        LongAdder torn = new LongAdder();
        TextGroups.visit(sorted, splits -> torn.add(splits.size() > 1 ? 1 : 0));
        return torn.sum();
    }
}
