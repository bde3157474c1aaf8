package io.mmdino.ingest;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.Status;
import io.mmdino.manifest.StudyFacts;
import io.mmdino.shard.Split;
import io.mmdino.shard.StateHash;
import io.mmdino.volume.NiftiLimits;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * A study of this run with what became of it, as it waits on disk for the manifest.
 *
 * @param label -1 when unlabelled
 * @param shard file relative to the shard folder, empty when nothing was cut
 */
public record WorkedStudy(
        String subject,
        String site,
        Split split,
        int label,
        String stamp,
        StudyOutcome outcome,
        String shard,
        long shardBytes) {

    private static final int LIMITS_BYTES = 4;

    public static WorkedStudy of(StudyTask task, StudyOutcome outcome, String shard, long shardBytes) {
        return new WorkedStudy(
                task.subject(), task.site(), task.split(), task.label(), task.stamp(), outcome, shard, shardBytes);
    }

    /** The same, where it was refused with the stamp of a refusal under these limits. */
    WorkedStudy under(NiftiLimits limits) {
        return outcome.status() == Status.REFUSED
                ? new WorkedStudy(subject, site, split, label, refusal(stamp, limits), outcome, shard, shardBytes)
                : this;
    }

    /** Limits shape no window, but what one refused another may allow: it is looked at again when they have changed. */
    static String refusal(String stamp, NiftiLimits limits) {
        byte[] digest = StateHash.sha256().digest(limits.toString().getBytes(StandardCharsets.UTF_8));
        return stamp + "-" + HexFormat.of().formatHex(digest, 0, LIMITS_BYTES);
    }

    public ManifestEntry entry(String settingsHash, long run) {
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
