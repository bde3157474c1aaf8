package io.mmdino.ingest;

import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.Status;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** One run that changes a shard folder: cut into a folder of its own, then publish, then clear away what nobody needs. */
record IngestRun(SparkSession spark, IngestRequest request, ShardFolder folder, Optional<ShardState> before) {

    /** Done right before the new state is published. */
    @FunctionalInterface
    interface BeforePublishing {
        void run() throws IOException;
    }

    /** @return the entries of the studies that were cut or refused */
    List<ManifestEntry> work(IngestPlan plan, Manifest manifest, Progress progress, BeforePublishing last)
            throws IOException {
        long run = folder.lastRun() + 1;
        String runFolder = folder.runFolder(run);
        claim(runFolder);
        try {
            List<ManifestEntry> worked = new ArrayList<>();
            Map<String, ManifestEntry> entries = kept(plan, run);
            for (ManifestEntry entry : cut(plan, manifest, run, progress)) {
                entries.put(entry.facts().study(), entry);
                if (entry.run() == run) {
                    worked.add(entry);
                }
            }
            String manifestFile = runFolder + "/manifest.parquet";
            Manifest now = Manifest.of(entries.values());
            now.write(folder.conf(), folder.path(manifestFile));
            last.run();
            publish(state(run, manifestFile, now));
            return worked;
        } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
            discard(folder.path(runFolder), e);
            throw failure(e);
        }
    }

    /** Two runs at once must not take the same folder: only one can create this file. */
    private void claim(String runFolder) throws IOException {
        try {
            folder.files().create(folder.path(runFolder + "/_STARTED"), false).close();
        } catch (FileAlreadyExistsException e) {
            throw new IngestException("another ingest into " + request.output() + " has just begun; wait for it", e);
        } catch (IOException e) {
            throw Faults.diskFull(e) ? diskFull(e) : e;
        }
    }

    private Map<String, ManifestEntry> kept(IngestPlan plan, long run) {
        Map<String, ManifestEntry> entries = new TreeMap<>();
        if (!request.forgetAbsent()) {
            plan.absent().forEach(entry -> entries.put(entry.facts().study(), entry));
        }
        plan.unchanged().forEach(entry -> entries.put(entry.facts().study(), entry.seenAgain(entry.stamp(), run)));
        return entries;
    }

    private List<ManifestEntry> cut(IngestPlan plan, Manifest manifest, long run, Progress progress)
            throws IOException {
        if (plan.todo().isEmpty()) {
            progress.total(0);
            return List.of();
        }
        CutStage.Result result = new CutStage(spark, request.settings())
                .run(plan.todo(), folder, folder.runFolder(run) + "/shards", progress);
        List<ManifestEntry> entries = new ArrayList<>();
        for (StudyTask task : plan.todo()) {
            StudyOutcome outcome = result.outcomes().get(task.study());
            String stamp = plan.stamps().get(task.study());
            Optional<CutStage.Part> part = Optional.ofNullable(result.parts().get(task.study()));
            if (outcome == null || outcome.windows() > 0 && part.isEmpty()) {
                throw new IngestException("Spark lost what became of the study " + task.study() + "; run ingest again");
            }
            entries.add(
                    outcome.unchanged()
                            ? manifest.find(task.study()).orElseThrow().seenAgain(stamp, run)
                            : entry(task, outcome, stamp, part, run));
        }
        return entries;
    }

    private ManifestEntry entry(
            StudyTask task, StudyOutcome outcome, String stamp, Optional<CutStage.Part> part, long run) {
        Optional<CutStage.Part> shard = part.filter(file -> outcome.windows() > 0);
        return new ManifestEntry(
                task.facts(),
                stamp,
                outcome.contentHash(),
                outcome.status(),
                outcome.reason(),
                request.settings().hash(),
                shard.map(CutStage.Part::file).orElse(""),
                outcome.windows(),
                shard.map(CutStage.Part::bytes).orElse(0L),
                run,
                run,
                outcome.series());
    }

    private ShardState state(long run, String manifestFile, Manifest manifest) {
        List<ShardState.Shard> shards = manifest.entries().stream()
                .filter(entry -> entry.status() == Status.ACCEPTED)
                .map(entry ->
                        new ShardState.Shard(entry.facts().study(), entry.shard(), entry.windows(), entry.shardBytes()))
                .toList();
        IngestSettings settings = request.settings();
        return new ShardState(
                ShardState.FORMAT,
                run,
                settings.sequences(),
                settings.window(),
                settings.hash(),
                settings.shaping(),
                request.key().check(),
                manifestFile,
                shards);
    }

    private void publish(ShardState state) throws IOException {
        Optional<ShardState> now = folder.current();
        if (!now.map(ShardState::run).equals(before.map(ShardState::run))) {
            throw new IngestException("another ingest has finished in " + request.output()
                    + " meanwhile; its result stands, run this one again");
        }
        folder.publish(state);
        folder.clear(before, state);
    }

    private IOException failure(Exception e) {
        if (Faults.diskFull(e)) {
            return diskFull(e);
        }
        if (e instanceof IOException known) {
            return known;
        }
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new IngestException(
                "cutting failed (" + e.getClass().getSimpleName() + ": " + first
                        + "); the output is as it was before this run",
                e);
    }

    private IngestException diskFull(Exception e) {
        return new IngestException(
                "no space left where " + request.output() + " lies (or in Spark's local folder): free some"
                        + " and run again; the output is as it was before this run",
                e);
    }

    private void discard(Path runFolder, Exception first) {
        try {
            folder.files().delete(runFolder, true);
        } catch (IOException e) {
            first.addSuppressed(e);
        }
    }
}
