package io.mmdino.study;

import io.mmdino.disk.Sha256;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.volume.Volume;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The images of one study, as read.
 *
 * @param volumes by sequence (and {@code seg}), in canonical (RAS+) orientation; without those that could not be read
 * @param series one for every candidate, sorted by sequence
 * @param broken reasons of images that cannot be read, which the study can do without
 * @param refusing reasons for which the study cannot be taken: the storage failed, or the study is too large
 * @param notes on series, for the study's row in the manifest
 */
public record StudyImages(
        Map<String, Volume> volumes,
        List<ManifestEntry.Series> series,
        List<String> broken,
        List<String> refusing,
        List<String> notes) {

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
        return Sha256.hex(files.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Why the study is refused; empty when it is not.
     *
     * @param treatment of images that are broken
     */
    public String faults(ImageSettings.Unreadable treatment) {
        boolean strict = treatment == ImageSettings.Unreadable.REFUSE;
        return Stream.of(refusing, strict ? broken : List.<String>of())
                .flatMap(List::stream)
                .collect(Collectors.joining("; "));
    }
}
