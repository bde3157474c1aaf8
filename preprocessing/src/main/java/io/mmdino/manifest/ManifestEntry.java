package io.mmdino.manifest;

import io.mmdino.shard.StudyFacts;
import java.util.List;

/**
 * One study as the last run that touched it left it.
 *
 * @param stamp keyed hash of names, lengths and times of the files: when it is the same, nothing needs to be read
 * @param contentHash SHA-256 over the series' hashes; empty when a file could not be read, so that the next run tries again
 * @param status a study is refused when one of its files cannot be read or none is usable
 * @param reason why it was refused, or what is to be known of an accepted one (such as that it has no tumour mask)
 * @param settingsHash settings it was cut with
 * @param shard its file, relative to the shard folder; empty when refused
 * @param windows rows in that file
 * @param shardBytes length of that file
 * @param run the run that cut or refused it
 * @param seen the last run that found it in the archive
 */
public record ManifestEntry(
        StudyFacts facts,
        String stamp,
        String contentHash,
        Status status,
        String reason,
        String settingsHash,
        String shard,
        int windows,
        long shardBytes,
        long run,
        long seen,
        List<ManifestSeries> series) {

    public ManifestEntry {
        series = List.copyOf(series);
    }

    /** Stored size of all files. */
    public long bytes() {
        return series.stream().mapToLong(ManifestSeries::bytes).sum();
    }

    /** Whether a study with these facts and settings needs no reading; its content still has to be the same. */
    public boolean knows(StudyFacts now, String settingsNow) {
        return facts.equals(now) && settingsHash.equals(settingsNow) && !contentHash.isEmpty();
    }

    /** The same study, found again with its files unchanged. */
    public ManifestEntry seenAgain(String newStamp, long inRun) {
        return new ManifestEntry(
                facts,
                newStamp,
                contentHash,
                status,
                reason,
                settingsHash,
                shard,
                windows,
                shardBytes,
                run,
                inRun,
                series);
    }
}
