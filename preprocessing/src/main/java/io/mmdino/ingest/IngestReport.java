package io.mmdino.ingest;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.Status;
import java.util.ArrayList;
import java.util.List;

/** Counts what a run did. */
final class IngestReport {

    /** Refusals that are kept for the user; the manifest has them all. */
    static final int REFUSALS_KEPT = 1000;

    private final List<IngestSummary.Refusal> refusals = new ArrayList<>();
    private int accepted;
    private int refused;
    private long windows;

    /** Hears of a study that this run cut or refused. */
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
