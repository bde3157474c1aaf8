package io.mmdino.ingest;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.StudyFacts;
import io.mmdino.shard.Split;
import java.util.OptionalInt;

/**
 * A study of this run with what became of it, as it waits on disk for the manifest.
 *
 * @param label -1 when unlabelled
 * @param shard file relative to the shard folder, empty when nothing was cut
 */
record WorkedStudy(
        String subject,
        String site,
        Split split,
        int label,
        String stamp,
        StudyOutcome outcome,
        String shard,
        long shardBytes) {

    static WorkedStudy of(StudyTask task, StudyOutcome outcome, String shard, long shardBytes) {
        return new WorkedStudy(
                task.subject(), task.site(), task.split(), task.label(), task.stamp(), outcome, shard, shardBytes);
    }

    ManifestEntry entry(String settingsHash, long run) {
        return new ManifestEntry(
                new StudyFacts(
                        outcome.study(), subject, site, split, label < 0 ? OptionalInt.empty() : OptionalInt.of(label)),
                stamp,
                outcome.contentHash(),
                outcome.status(),
                outcome.reason(),
                settingsHash,
                shard,
                outcome.windows(),
                shardBytes,
                run,
                run,
                outcome.series());
    }
}
