package io.mmdino.ingest;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.Status;
import java.util.List;

/** Counts what a run did. */
final class IngestReport {

    private IngestReport() {}

    /** @param worked entries of the studies that this run cut or refused */
    static IngestSummary of(IngestPlan plan, List<ManifestEntry> worked, List<String> notes, String crosswalk) {
        List<IngestSummary.Refusal> refusals = worked.stream()
                .filter(entry -> entry.status() == Status.REFUSED)
                .map(entry -> new IngestSummary.Refusal(entry.facts().study(), entry.reason()))
                .toList();
        long refusedBefore = plan.unchanged().stream()
                .filter(entry -> entry.status() == Status.REFUSED)
                .count();
        return new IngestSummary(
                worked.size() - refusals.size(),
                refusals.size(),
                plan.unchanged().size() + plan.todo().size() - worked.size(),
                (int) refusedBefore,
                plan.absent().size(),
                worked.stream().mapToLong(ManifestEntry::windows).sum(),
                refusals,
                List.copyOf(notes),
                crosswalk);
    }
}
