package io.mmdino.ingest;

import io.mmdino.manifest.StudyFacts;
import io.mmdino.shard.Split;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a Spark task is told of its study. Travels as JSON, so no serialiser setting of the cluster can break it.
 *
 * @param label -1 when unlabelled
 * @param paths by sequence (and {@code seg}); never logged
 * @param notes of the archive about the files
 * @param knownHash content hash that makes the work needless, empty when there is none
 */
record StudyTask(
        String study,
        String subject,
        String site,
        Split split,
        int label,
        Map<String, String> paths,
        List<String> notes,
        String knownHash) {

    StudyFacts facts() {
        return new StudyFacts(study, subject, site, split, label < 0 ? OptionalInt.empty() : OptionalInt.of(label));
    }
}
