package io.mmdino.ingest;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import java.util.ArrayList;
import java.util.List;

/** Counts the studies that a run cut or refused. */
final class IngestReport {

    /** Refusals shown to the user; the manifest has all of them. */
    static final int REFUSALS_KEPT = 1000;

    private final List<IngestSummary.Refusal> refusals = new ArrayList<>();
    private int accepted;
    private int refused;
    private long windows;

    /** Adds a study that this run cut or refused. */
    void worked(ManifestEntry entry) {
        windows += entry.windows();
        if (entry.status() != Status.REFUSED) {
            accepted++;
            return;
        }
        refused++;
        if (refusals.size() < REFUSALS_KEPT) {
            refusals.add(new IngestSummary.Refusal(entry.facts().study(), entry.reason()));
        }
    }

    IngestSummary of(IngestPlan plan, List<String> notes, String crosswalk) {
        return new IngestSummary(
                accepted,
                refused,
                (int) (plan.studies() - accepted - refused),
                (int) plan.unchangedRefused(),
                (int) plan.absent(),
                windows,
                plan.files(),
                List.copyOf(refusals),
                List.copyOf(notes),
                crosswalk);
    }
}
