package io.mmdino.ingest;

import io.mmdino.archive.UnusedSeries;
import io.mmdino.manifest.ManifestSeries;
import io.mmdino.manifest.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a study in its task; travels as JSON.
 *
 * @param unchanged the content is what the manifest knows: nothing was cut
 * @param windows rows that go into the shard
 */
public record StudyOutcome(
        String study,
        boolean unchanged,
        Status status,
        String reason,
        String contentHash,
        int windows,
        List<ManifestSeries> series) {

    /** The same with rows for series that were not read. */
    StudyOutcome beside(List<UnusedSeries> unused) {
        List<ManifestSeries> all = new ArrayList<>(series);
        for (UnusedSeries one : unused) {
            String files = one.files() == 1 ? "" : " (" + one.files() + " files)";
            all.add(new ManifestSeries(one.sequence(), "", one.bytes(), Status.UNUSED, one.reason() + files));
        }
        return new StudyOutcome(study, unchanged, status, reason, contentHash, windows, all);
    }
}
