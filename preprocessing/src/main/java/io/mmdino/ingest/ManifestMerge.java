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
 * Merges the old manifest, the studies found and the outcomes of this run into the new manifest, all in the order of the hashed
 * ids.
 */
final class ManifestMerge {

    private final String settingsHash;
    private final long run;
    private final boolean forgetAbsent;
    private final ManifestWriter writer;
    private final IngestReport report;
    private final SplitLeaks leaks;
    private final List<ShardState.Shard> shards = new ArrayList<>();

    ManifestMerge(
            String settingsHash,
            long run,
            boolean forgetAbsent,
            ManifestWriter writer,
            IngestReport report,
            SplitLeaks leaks) {
        this.leaks = leaks;
        this.settingsHash = settingsHash;
        this.run = run;
        this.forgetAbsent = forgetAbsent;
        this.writer = writer;
        this.report = report;
    }

    /**
     * @return the shards of the new state, by study
     * @throws IngestException when a patient would be in two splits
     */
    List<ShardState.Shard> merge(ManifestReader old, IngestPlan plan) throws IOException {
        try (EntryReader found = plan.found().read();
                EntryReader worked = plan.worked().read()) {
            for (Optional<Entry> entry = found.next(); entry.isPresent(); entry = found.next()) {
                IngestPlan.FoundStudy study = IngestPlan.FoundStudy.of(entry.get());
                Optional<ManifestEntry> known = old.find(study.study(), this::absent);
                ManifestEntry now = study.worked() ? worked(study, worked.next(), known) : again(known.orElseThrow());
                report.seen(now);
                write(now);
            }
            old.rest(this::absent);
            report.warn(leaks.check());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return shards;
    }

    private ManifestEntry again(ManifestEntry known) {
        return known.seenAgain(known.stamp(), run);
    }

    private ManifestEntry worked(IngestPlan.FoundStudy study, Optional<Entry> result, Optional<ManifestEntry> known)
            throws IOException {
        if (result.isEmpty() || !result.get().key().equals(study.study())) {
            throw new IngestException("Spark lost what became of the study " + study.study() + "; run ingest again");
        }
        WorkedStudy worked = Json.read(result.get().text(), WorkedStudy.class);
        if (worked.outcome().unchanged()) {
            return known.orElseThrow().seenAgain(worked.stamp(), run);
        }
        ManifestEntry entry = worked.entry(settingsHash, run);
        report.worked(entry);
        return entry;
    }

    private void absent(ManifestEntry entry) {
        if (!forgetAbsent) {
            try {
                write(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void write(ManifestEntry entry) throws IOException {
        writer.write(entry);
        leaks.add(entry);
        if (entry.status() == Status.ACCEPTED) {
            shards.add(new ShardState.Shard(entry.facts().study(), entry.shard(), entry.windows(), entry.shardBytes()));
        }
    }
}
