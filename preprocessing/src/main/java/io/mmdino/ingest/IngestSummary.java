package io.mmdino.ingest;

import io.mmdino.survey.FileCount;
import java.util.List;

/**
 * What a run did.
 *
 * @param accepted studies cut in this run
 * @param refused studies refused in this run
 * @param unchanged studies that were as an earlier run left them
 * @param refusedBefore those of the unchanged that an earlier run refused
 * @param absent studies of earlier runs that the archive no longer holds
 * @param windows windows cut in this run
 * @param files every file of the archive by what became of it
 * @param refusals hashed ids and reasons of the first thousand studies refused in this run
 * @param notes what the user should know, in whole sentences
 * @param crosswalk path of the file that tells hashed from original ids
 */
public record IngestSummary(
        int accepted,
        int refused,
        int unchanged,
        int refusedBefore,
        int absent,
        long windows,
        FileCount files,
        List<Refusal> refusals,
        List<String> notes,
        String crosswalk) {

    /** A study that was not taken, and why. */
    public record Refusal(String study, String reason) {}

    /** Whether no study was new or changed. */
    public boolean nothingNew() {
        return accepted == 0 && refused == 0;
    }
}
