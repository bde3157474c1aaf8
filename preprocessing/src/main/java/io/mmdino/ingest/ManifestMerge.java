package io.mmdino.ingest;

import io.mmdino.disk.Json;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.manifest.ManifestReader;
import io.mmdino.manifest.ManifestWriter;
import io.mmdino.shard.ShardState;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Merges the old manifest, the studies found and the outcomes of this run so far into the new manifest, all in the order of the
 * hashed ids. Before the last wave, studies without an outcome are as the old manifest has them.
 */
final class ManifestMerge {

    private final Scope scope;
    private final ManifestWriter writer;
    private final IngestReport report;
    private final SplitLeaks leaks;
    private final Publication publication;
    private final List<ShardState.Shard> shards = new ArrayList<>();

    /**
     * What a merge covers.
     *
     * @param settingsHash hash of the settings that studies were cut with
     * @param whole whether each study that was to be read has an outcome
     * @param forgetAbsent whether studies that have left the archive leave the manifest, once the run is whole
     */
    record Scope(String settingsHash, boolean whole, boolean forgetAbsent) {}

    ManifestMerge(Scope scope, ManifestWriter writer, IngestReport report, SplitLeaks leaks, Publication publication) {
        this.scope = scope;
        this.writer = writer;
        this.report = report;
        this.leaks = leaks;
        this.publication = publication;
    }

    /**
     * Merges all studies.
     *
     * @return the accepted studies' rows, by study
     * @throws IngestException when a patient would be in two splits
     */
    List<ShardState.Shard> merge(ManifestReader old, IngestPlan plan) throws IOException {
        try (EntryReader found = plan.found().read();
                EntryReader outcomes = plan.worked().read()) {
            Optional<Entry> outcome = outcomes.next();
            for (Optional<Entry> entry = found.next(); entry.isPresent(); entry = found.next()) {
                IngestPlan.FoundStudy study = IngestPlan.FoundStudy.of(entry.get());
                Optional<ManifestEntry> known = old.find(study.study(), this::absent);
                boolean met = study.worked()
                        && outcome.filter(next -> next.key().equals(study.study()))
                                .isPresent();
                Optional<ManifestEntry> now = met ? Optional.of(worked(outcome.get(), known)) : again(study, known);
                outcome = met ? outcomes.next() : outcome;
                if (now.isPresent()) {
                    report.seen(now.get());
                    write(now.get());
                }
            }
            old.rest(this::absent);
            report.warn(leaks.check());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return shards;
    }

    /** A study that need not be read, or has not been read yet. */
    private Optional<ManifestEntry> again(IngestPlan.FoundStudy study, Optional<ManifestEntry> known)
            throws IngestException {
        if (!study.worked()) {
            ManifestEntry entry = known.orElseThrow();
            return Optional.of(entry.seenAgain(entry.stamp(), publication.run()));
        }
        if (scope.whole()) {
            throw new IngestException("Spark lost what became of the study " + study.study() + "; run ingest again");
        }
        return known;
    }

    private ManifestEntry worked(Entry outcome, Optional<ManifestEntry> known) {
        WorkedStudy worked = Json.read(outcome.text(), WorkedStudy.class);
        if (worked.outcome().unchanged()) {
            return known.orElseThrow().seenAgain(worked.stamp(), publication.run());
        }
        ManifestEntry entry = worked.entry(scope.settingsHash(), publication.run());
        report.worked(entry);
        return entry;
    }

    private void absent(ManifestEntry entry) {
        if (!scope.whole() || !scope.forgetAbsent()) {
            try {
                write(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void write(ManifestEntry entry) throws IOException {
        leaks.add(entry);
        if (entry.status() != Status.ACCEPTED) {
            writer.write(entry);
            return;
        }
        ShardState.Shard rows = publication
                .rows(entry.facts().study())
                .orElseThrow(() -> new IngestException("the index of the shard folder does not hold the study "
                        + entry.facts().study() + " of its manifest; ingest into a new folder"));
        writer.write(entry.in(rows.file(), rows.bytes()));
        shards.add(rows);
    }
}
