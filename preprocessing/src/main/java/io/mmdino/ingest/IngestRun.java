package io.mmdino.ingest;

import io.mmdino.disk.Json;
import io.mmdino.disk.Progress;
import io.mmdino.disk.ShutdownHook;
import io.mmdino.manifest.ManifestReader;
import io.mmdino.manifest.ManifestWriter;
import io.mmdino.privacy.Faults;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.spill.SpillFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run that changes a shard folder: it cuts wave by wave into a folder of its own, publishes each wave, and in the end deletes
 * files that no state lists.
 */
record IngestRun(
        Supplier<SparkSession> spark,
        IngestRequest request,
        ShardFolder folder,
        Optional<ShardState> before,
        SpillFolder spill) {

    private static final Logger LOG = LoggerFactory.getLogger(IngestRun.class);
    private static final String STANDS =
            "the output is as it was before this run, with the waves that it has published; the next run goes on there";

    /** Name of the stage of progress. */
    static final String READING = "reading";

    /** Work to be done right before the new state is published. */
    @FunctionalInterface
    interface BeforePublishing {
        /** @param forgetAbsent whether what is known of studies that have left the archive may be dropped */
        void run(boolean forgetAbsent) throws IOException;
    }

    /**
     * Reads what is to be read, and publishes after each wave.
     *
     * @param report counts the studies that were cut or refused
     * @param first work to be done before the first state is published, and again before the last
     */
    void work(IngestPlan plan, IngestReport report, Progress progress, BeforePublishing first) throws IOException {
        Publication publication;
        try {
            publication = Publication.begin(folder, request, before);
        } catch (IOException e) {
            throw Faults.diskFull(e) ? diskFull(e) : e;
        }
        ShutdownHook signal = ShutdownHook.of(() -> abandon(publication, Optional.empty()));
        try {
            compact(publication);
            waves(plan, publication, progress, first);
            first.run(request.forgetAbsent());
            publish(plan, publication, report, true);
        } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
            abandon(publication, Optional.of(e));
            throw failure(e);
        } finally {
            signal.close();
        }
        clear(publication);
    }

    /** The manifest of the state before. */
    ManifestReader manifest() throws IOException {
        return before.isPresent() ? ManifestReader.open(folder, before.get()) : ManifestReader.empty();
    }

    private void waves(IngestPlan plan, Publication publication, Progress progress, BeforePublishing first)
            throws IOException {
        long total = plan.todo().size();
        progress.at(READING, 0, total);
        try (EntryReader todo = plan.todo().read()) {
            long done = 0;
            for (Optional<StudyBatch> batch = next(todo); batch.isPresent(); ) {
                long before = done;
                cut(batch.get(), publication, plan, cut -> progress.at(READING, before + cut, total));
                done += batch.get().tasks().size();
                batch = next(todo);
                if (batch.isPresent()) { // the last wave is published as the complete state
                    first.run(false);
                    publish(plan, publication, new IngestReport(), false);
                }
            }
        }
    }

    private Optional<StudyBatch> next(EntryReader todo) throws IOException {
        return StudyBatch.next(todo, request.settings().waveStudies());
    }

    private void cut(StudyBatch batch, Publication publication, IngestPlan plan, LongConsumer progress)
            throws IOException {
        CutStage.Result result = new CutStage(spark.get(), request.settings(), request.evaluatedPerAxis())
                .run(batch.tasks(), folder, publication.shardFolder(), progress);
        result.shards().forEach(publication::add);
        for (StudyTask task : batch.tasks()) {
            String study = task.facts().study();
            StudyOutcome outcome = result.outcomes().get(study);
            Optional<ShardState.Shard> rows = publication.rows(study);
            if (outcome == null || outcome.windows() > 0 && rows.isEmpty()) {
                throw new IngestException("Spark lost what became of the study " + study + "; run ingest again");
            }
            boolean cut = outcome.windows() > 0;
            WorkedStudy worked = new WorkedStudy(
                            task.facts(),
                            task.stamp(),
                            outcome.beside(task.unused()),
                            cut ? rows.orElseThrow().file() : "",
                            cut ? rows.orElseThrow().bytes() : 0)
                    .under(request.settings().limits());
            plan.worked().add(Entry.of(study, Json.write(worked)));
        }
    }

    private void publish(IngestPlan plan, Publication publication, IngestReport report, boolean whole)
            throws IOException {
        ManifestWriter written = new ManifestWriter(folder, publication.manifest());
        List<ShardState.Shard> shards;
        try (ManifestReader old = manifest();
                ManifestWriter writer = written) {
            shards = new ManifestMerge(
                            new ManifestMerge.Scope(request.settings().hash(), whole, request.forgetAbsent()),
                            writer,
                            report,
                            new SplitLeaks(spill),
                            publication)
                    .merge(old, plan);
        }
        publication.publish(written.sum(), shards, whole);
    }

    /** Rewrites shards whose rows are mostly of nobody. A run that goes on has done so when it began. */
    private void compact(Publication publication) throws IOException {
        if (before.isPresent() && before.get().complete()) {
            new Compaction(spark, folder, before.get(), request.settings()).run(publication);
        }
    }

    /** Deletes old files. A failure is logged only, because the new state is published already and the next run tries again. */
    private void clear(Publication publication) {
        try {
            publication.clear();
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
        return new IngestException("cutting failed (" + STANDS + ")", e);
    }

    private IngestException diskFull(Exception e) {
        return new IngestException(
                "no space left where " + request.output() + " lies (or in Spark's local folder): free some"
                        + " and run again; " + STANDS,
                e);
    }

    /** Deletes the files that were not published. */
    private static void abandon(Publication publication, Optional<Exception> first) {
        try {
            publication.abandon();
        } catch (IOException e) {
            first.ifPresent(failure -> failure.addSuppressed(e)); // else the process ends, and the next run clears
        }
    }
}
