package io.mmdino.ingest;

import io.mmdino.claim.BusyException;
import io.mmdino.disk.Json;
import io.mmdino.disk.Progress;
import io.mmdino.manifest.ManifestReader;
import io.mmdino.manifest.ManifestWriter;
import io.mmdino.privacy.Faults;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.spill.SpillFolder;
import io.mmdino.study.IngestSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run that changes a shard folder: it cuts into a folder of its own, publishes that, and deletes files that no state lists. */
record IngestRun(
        Supplier<SparkSession> spark,
        IngestRequest request,
        ShardFolder folder,
        Optional<ShardState> before,
        SpillFolder spill) {

    private static final Logger LOG = LoggerFactory.getLogger(IngestRun.class);
    /** Name of the stage of progress. */
    static final String READING = "reading";

    /** Work to be done right before the new state is published. */
    @FunctionalInterface
    interface BeforePublishing {
        void run() throws IOException;
    }

    /** @param report counts the studies that were cut or refused */
    void work(IngestPlan plan, IngestReport report, Progress progress, BeforePublishing last) throws IOException {
        long run = folder.lastRun() + 1;
        String runFolder = folder.runFolder(run);
        claim(runFolder);
        ShardState now;
        try {
            cut(plan, runFolder, progress);
            String manifestFile = runFolder + "/manifest.parquet";
            List<ShardState.Shard> shards;
            try (ManifestReader old = manifest();
                    ManifestWriter writer = new ManifestWriter(folder.conf(), folder.path(manifestFile))) {
                shards = new ManifestMerge(
                                request.settings().hash(),
                                run,
                                request.forgetAbsent(),
                                writer,
                                report,
                                new SplitLeaks(spill))
                        .merge(old, plan);
            }
            last.run();
            now = state(run, manifestFile, shards);
            publish(now);
        } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
            discard(run, e);
            throw failure(e);
        }
        clear(now);
    }

    /** The manifest of the state before. */
    ManifestReader manifest() throws IOException {
        return before.isPresent()
                ? ManifestReader.open(folder.conf(), folder.path(before.get().manifest()))
                : ManifestReader.empty();
    }

    /** Claims the run folder by creating a file in it, which only one of two simultaneous runs can. */
    private void claim(String runFolder) throws IOException {
        try {
            folder.files().create(folder.path(runFolder + "/_STARTED"), false).close();
        } catch (FileAlreadyExistsException e) {
            throw new BusyException("another ingest into " + request.output() + " has just begun; wait for it");
        } catch (IOException e) {
            throw Faults.diskFull(e) ? diskFull(e) : e;
        }
    }

    private void cut(IngestPlan plan, String runFolder, Progress progress) throws IOException {
        long total = plan.todo().size();
        progress.at(READING, 0, total);
        try (EntryReader todo = plan.todo().read()) {
            long done = 0;
            int number = 1;
            for (Optional<StudyBatch> batch = StudyBatch.next(todo); batch.isPresent(); batch = StudyBatch.next(todo)) {
                String into = String.format("%s/shards-%05d", runFolder, number++);
                long before = done;
                cut(batch.get(), into, plan, cut -> progress.at(READING, before + cut, total));
                done += batch.get().tasks().size();
            }
        }
    }

    private void cut(StudyBatch batch, String into, IngestPlan plan, LongConsumer progress) throws IOException {
        CutStage.Result result = new CutStage(spark.get(), request.settings(), request.evaluatedPerAxis())
                .run(batch.tasks(), folder, into, progress);
        for (StudyTask task : batch.tasks()) {
            String study = task.facts().study();
            StudyOutcome outcome = result.outcomes().get(study);
            Optional<CutStage.Part> part = Optional.ofNullable(result.parts().get(study))
                    .filter(file -> outcome != null && outcome.windows() > 0);
            if (outcome == null || outcome.windows() > 0 && part.isEmpty()) {
                throw new IngestException("Spark lost what became of the study " + study + "; run ingest again");
            }
            WorkedStudy worked = new WorkedStudy(
                            task.facts(),
                            task.stamp(),
                            outcome.beside(task.unused()),
                            part.map(CutStage.Part::file).orElse(""),
                            part.map(CutStage.Part::bytes).orElse(0L))
                    .under(request.settings().limits());
            plan.worked().add(Entry.of(study, Json.write(worked)));
        }
    }

    private ShardState state(long run, String manifestFile, List<ShardState.Shard> shards) {
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
            throw new BusyException("another ingest has finished in " + request.output()
                    + " meanwhile; its result stands, run this one again");
        }
        folder.publish(state);
    }

    /** Deletes old files. A failure is logged only, because the new state is published already and the next run tries again. */
    private void clear(ShardState now) {
        try {
            folder.clear(before, now);
        } catch (IOException e) {
            LOG.warn(
                    "files of earlier runs could not be deleted ({}); the next run tries again",
                    e.getClass().getSimpleName());
        }
    }

    private IOException failure(Exception e) {
        if (Faults.diskFull(e)) {
            return diskFull(e);
        }
        if (e instanceof IOException known) {
            return known;
        }
        return new IngestException("cutting failed (the output is as it was before this run)", e);
    }

    private IngestException diskFull(Exception e) {
        return new IngestException(
                "no space left where " + request.output() + " lies (or in Spark's local folder): free some"
                        + " and run again; the output is as it was before this run",
                e);
    }

    /** Deletes the run's files, unless the run was published after all and only the answer of the store was lost. */
    private void discard(long run, Exception first) {
        try {
            if (folder.current().map(ShardState::run).filter(now -> now == run).isEmpty()) {
                folder.files().delete(folder.path(folder.runFolder(run)), true);
            }
        } catch (IOException e) {
            first.addSuppressed(e);
        }
    }
}
