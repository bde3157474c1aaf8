package io.mmdino.ingest;

import io.mmdino.archive.ArchiveStudy;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a study in its task. Travels as JSON.
 *
 * @param study keyed hash of the study id
 * @param unchanged whether the content is the one in the manifest, so that nothing was cut
 * @param reason why the study was refused, or notes on an accepted one
 * @param contentHash SHA-256 of the files; empty when a file could not be read to its end
 * @param windows number of rows for the shard
 */
public record StudyOutcome(
        String study,
        boolean unchanged,
        Status status,
        String reason,
        String contentHash,
        int windows,
        List<ManifestEntry.Series> series) {

    /** A copy that also has the series that were not read. */
    StudyOutcome beside(List<ArchiveStudy.UnusedSeries> unused) {
        List<ManifestEntry.Series> all = new ArrayList<>(series);
        for (ArchiveStudy.UnusedSeries one : unused) {
            String files = one.files() == 1 ? "" : " (" + one.files() + " files)";
            all.add(new ManifestEntry.Series(one.sequence(), "", one.bytes(), Status.UNUSED, one.reason() + files));
        }
        return new StudyOutcome(study, unchanged, status, reason, contentHash, windows, all);
    }
}
