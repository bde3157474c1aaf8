package io.mmdino.manifest;

import io.mmdino.shard.StudyFacts;
import java.util.List;

/**
 * One study of the manifest.
 *
 * @param stamp keyed hash of names, lengths and modification times of the files: while it is unchanged, no file is read
 * @param contentHash SHA-256 over the series' hashes; empty when a file could not be read, so that the next run tries again
 * @param status a study is refused when one of its files cannot be read or none is usable
 * @param reason why it was refused, or notes on an accepted study (such as that it has no tumour mask)
 * @param settingsHash hash of the settings it was cut with
 * @param shard the file with its rows, relative to the shard folder; empty when refused
 * @param windows number of its rows
 * @param shardBytes length of its rows in that file
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
        List<Series> series) {

    /** What became of a study or a series. */
    public enum Status {
        ACCEPTED,
        REFUSED,
        /** A series that the study does not use, because another was taken or its sequence is not wanted; never a study. */
        UNUSED
    }

    /**
     * One series of a study: a NIfTI file, or the files of a DICOM series.
     *
     * @param sequence its name in the settings, {@code seg}, or {@code ?} where no rule names it
     * @param contentHash SHA-256 of the file, or over the hashes of all files; empty when they were not read to their end
     * @param bytes stored length
     * @param reason why the series was refused or not used; empty when accepted
     */
    public record Series(String sequence, String contentHash, long bytes, Status status, String reason) {}

    public ManifestEntry {
        series = List.copyOf(series);
    }

    /** Stored size of all series. */
    public long bytes() {
        return series.stream().mapToLong(Series::bytes).sum();
    }

    /** Whether a study with these facts and settings needs no cutting if its content is unchanged. */
    public boolean knows(StudyFacts now, String settingsNow) {
        return facts.equals(now) && settingsHash.equals(settingsNow) && !contentHash.isEmpty();
    }

    /** A copy for a study whose rows have been copied into another shard. */
    public ManifestEntry in(String file, long rowsBytes) {
        return new ManifestEntry(
                facts, stamp, contentHash, status, reason, settingsHash, file, windows, rowsBytes, run, seen, series);
    }

    /** A copy for a run that found the study with unchanged content. */
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
