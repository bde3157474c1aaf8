package io.mmdino.ingest;

import io.mmdino.archive.SeriesSource;
import io.mmdino.archive.UnusedSeries;
import io.mmdino.manifest.StudyFacts;
import io.mmdino.shard.Split;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a Spark task is told of its study. Travels as JSON, so no serialiser setting of the cluster can break it.
 *
 * @param label -1 when unlabelled
 * @param stamp keyed hash of names, lengths and times of the files
 * @param series by sequence (and {@code seg}); of several for a sequence the first that can be read is taken
 * @param unused series that are not read, for the manifest
 * @param notes of the archive about the files
 * @param knownHash content hash that makes the work needless, empty when there is none
 */
public record StudyTask(
        String study,
        String subject,
        String site,
        Split split,
        int label,
        String stamp,
        Map<String, List<SeriesSource>> series,
        List<UnusedSeries> unused,
        List<String> notes,
        String knownHash) {

    StudyFacts facts() {
        return new StudyFacts(study, subject, site, split, label < 0 ? OptionalInt.empty() : OptionalInt.of(label));
    }
}
