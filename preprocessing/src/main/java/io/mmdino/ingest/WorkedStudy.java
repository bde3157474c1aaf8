package io.mmdino.ingest;

import io.mmdino.disk.Sha256;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.StudyFacts;
import io.mmdino.volume.NiftiLimits;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A study that this run read or refused, as it waits on disk for the manifest. Stored as JSON.
 *
 * @param stamp keyed hash of names, lengths and modification times of the files; see {@link #refusal} for a refused study
 * @param shard file relative to the shard folder, empty when nothing was cut
 * @param shardBytes length of that file
 */
public record WorkedStudy(StudyFacts facts, String stamp, StudyOutcome outcome, String shard, long shardBytes) {

    private static final int LIMITS_BYTES = 4;

    /** A refused study with the stamp of a refusal under these limits; any other study unchanged. */
    WorkedStudy under(NiftiLimits limits) {
        return isRefused(outcome.status(), outcome.series())
                ? new WorkedStudy(facts, refusal(stamp, limits), outcome, shard, shardBytes)
                : this;
    }

    /** Whether a study or one of its images was refused, so that other limits or settings may take it. */
    static boolean isRefused(Status status, List<ManifestEntry.Series> series) {
        return status == Status.REFUSED || series.stream().anyMatch(one -> one.status() == Status.REFUSED);
    }

    /** The stamp of a refused study. It depends on the limits, so that other limits make the next run read the study again. */
    static String refusal(String stamp, NiftiLimits limits) {
        byte[] digest = Sha256.digest().digest(limits.toString().getBytes(StandardCharsets.UTF_8));
        return stamp + "-" + HexFormat.of().formatHex(digest, 0, LIMITS_BYTES);
    }

    /** The study's entry in the manifest of this run. */
    public ManifestEntry entry(String settingsHash, long run) {
        return new ManifestEntry(
                facts,
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
