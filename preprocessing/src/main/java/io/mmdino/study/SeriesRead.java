package io.mmdino.study;

import io.mmdino.manifest.ManifestSeries;
import io.mmdino.manifest.Status;
import io.mmdino.volume.Volume;
import java.util.List;
import java.util.Optional;

/**
 * A series as it was read.
 *
 * @param volume as stored; empty when it could not be read
 * @param contentHash empty when the files were not read to their end
 * @param status accepted, refused, or unused when the study does without it
 * @param reason why there is no volume
 * @param notes of its assembly, for the manifest
 */
record SeriesRead(
        Optional<Volume> volume, String contentHash, long bytes, Status status, String reason, List<String> notes) {

    static SeriesRead failed(Status status, String contentHash, long bytes, String reason) {
        return new SeriesRead(Optional.empty(), contentHash, bytes, status, reason, List.of());
    }

    ManifestSeries row(String sequence) {
        return new ManifestSeries(sequence, contentHash, bytes, status, reason);
    }
}
