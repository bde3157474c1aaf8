package io.mmdino.ingest;

import io.mmdino.survey.ArchiveSurvey.FileCount;
import java.util.List;

/**
 * Results of a run.
 *
 * @param accepted studies cut in this run
 * @param refused studies refused in this run
 * @param unchanged studies that had not changed since an earlier run
 * @param refusedBefore unchanged studies that an earlier run refused
 * @param absent studies of earlier runs that the archive no longer holds
 * @param windows windows cut in this run
 * @param files all files of the archive by what became of them
 * @param refusals hashed ids and reasons of the first thousand studies refused in this run
 * @param notes for the user, in whole sentences
 * @param reasons lines that count why studies were refused and series not used, in the whole archive
 * @param missed why studies or labels may have been missed, in whole sentences; empty when nothing was
 * @param crosswalk path of the table of hashed and original ids
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
        List<String> reasons,
        List<String> missed,
        String crosswalk) {

    /** A refused study, by its hashed id, and the reason. */
    public record Refusal(String study, String reason) {}

    public IngestSummary {
        refusals = List.copyOf(refusals);
        notes = List.copyOf(notes);
        reasons = List.copyOf(reasons);
        missed = List.copyOf(missed);
    }

    /** Whether no study was new or changed. */
    public boolean nothingNew() {
        return accepted == 0 && refused == 0;
    }
}
