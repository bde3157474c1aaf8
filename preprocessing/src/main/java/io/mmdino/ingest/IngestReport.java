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
    private final ReasonCount reasons = new ReasonCount();
    private final List<String> warnings = new ArrayList<>();
    private int accepted;
    private int refused;
    private int incomplete;
    private long windows;

    /** Adds a study that this run cut or refused. */
    void worked(ManifestEntry entry) {
        windows += entry.windows();
        if (entry.status() != Status.REFUSED) {
            accepted++;
            incomplete += entry.series().stream().anyMatch(one -> one.status() == Status.REFUSED) ? 1 : 0;
            return;
        }
        refused++;
        if (refusals.size() < REFUSALS_KEPT) {
            refusals.add(new IngestSummary.Refusal(entry.facts().study(), entry.reason()));
        }
    }

    /** Counts the reasons of a study that the archive holds, whichever run read it. */
    void seen(ManifestEntry entry) {
        reasons.add(entry);
    }

    void warn(List<String> more) {
        warnings.addAll(more);
    }

    /** What a run would do: the studies that it would read count as accepted. */
    static IngestSummary planned(IngestPlan plan, List<String> notes, List<String> missed, String crosswalk) {
        return new IngestSummary(
                (int) plan.todo().size(),
                (int) plan.worked().size(),
                (int) plan.unchanged(),
                (int) plan.unchangedRefused(),
                (int) plan.absent(),
                0,
                plan.files(),
                List.of(),
                notes,
                plan.reasons().lines(),
                missed,
                crosswalk);
    }

    IngestSummary of(IngestPlan plan, List<String> notes, List<String> missed, String crosswalk) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(warnings);
        List<String> lost = new ArrayList<>(missed);
        if (incomplete > 0) {
            lost.add(incomplete + " studies were taken without images that are broken; the manifest says which"
                    + " (ingest.images.unreadable=refuse refuses them instead).");
        }
        return new IngestSummary(
                accepted,
                refused,
                (int) (plan.studies() - accepted - refused),
                (int) plan.unchangedRefused(),
                (int) plan.absent(),
                windows,
                plan.files(),
                refusals,
                all,
                reasons.lines(),
                lost,
                crosswalk);
    }
}
