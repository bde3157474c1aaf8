package io.mmdino.ingest;

import io.mmdino.manifest.ManifestSeries;
import io.mmdino.manifest.Status;
import java.util.List;

/**
 * What became of a study in its task; travels as JSON.
 *
 * @param unchanged the content is what the manifest knows: nothing was cut
 * @param windows rows that go into the shard
 */
record StudyOutcome(
        String study,
        boolean unchanged,
        Status status,
        String reason,
        String contentHash,
        int windows,
        List<ManifestSeries> series) {}
