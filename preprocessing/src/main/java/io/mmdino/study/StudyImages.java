package io.mmdino.study;

import io.mmdino.manifest.ManifestSeries;
import io.mmdino.manifest.Status;
import io.mmdino.shard.StateHash;
import io.mmdino.volume.Volume;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The images of one study as they were read.
 *
 * @param volumes by sequence (and {@code seg}), in canonical (RAS+) orientation; without those that could not be read
 * @param series one for every series that was to be read, sorted by sequence
 * @param notes about series, for the study's row
 */
public record StudyImages(Map<String, Volume> volumes, List<ManifestSeries> series, List<String> notes) {

    /** SHA-256 over names and hashes of the files; empty when a file could not be read to its end. */
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
