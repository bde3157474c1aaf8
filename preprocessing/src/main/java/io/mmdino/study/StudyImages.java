package io.mmdino.study;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.StateHash;
import io.mmdino.volume.Volume;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The images of one study, as read.
 *
 * @param volumes by sequence (and {@code seg}), in canonical (RAS+) orientation; without those that could not be read
 * @param series one for every candidate, sorted by sequence
 * @param notes on series, for the study's row in the manifest
 */
public record StudyImages(Map<String, Volume> volumes, List<ManifestEntry.Series> series, List<String> notes) {

    /** SHA-256 over the series' names and content hashes; empty when a file could not be read to its end. */
    public String contentHash() {
        if (series.stream()
                .anyMatch(one ->
                        one.status() == Status.REFUSED && one.contentHash().isEmpty())) {
            return "";
        }
        String files = series.stream()
                .filter(one -> !one.contentHash().isEmpty())
                .map(file -> file.sequence() + " " + file.contentHash() + "\n")
                .collect(Collectors.joining());
        return HexFormat.of().formatHex(StateHash.sha256().digest(files.getBytes(StandardCharsets.UTF_8)));
    }

    /** Why files could not be read; empty when all could. */
    public String faults() {
        return series.stream()
                .filter(file -> file.status() == Status.REFUSED)
                .map(file -> file.sequence() + ": " + file.reason())
                .collect(Collectors.joining("; "));
    }
}
