package io.mmdino.score;

import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Progress;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.ingest.IngestSummary;
import io.mmdino.ingest.Ingestion;
import io.mmdino.kernel.Lanes;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.ShardCache;
import io.mmdino.shard.ShardFolder;
import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Scores all studies of an archive. Spark reads and cuts them into a folder of its own beside the output, as ingestion
 * does; the lanes of this process encode and classify. The results appear only when all is done, {@code scores.csv} last.
 */
public final class Scoring {

    private final SparkSession spark;
    private final Configuration conf;
    private final ScoreRequest request;
    private final ScoringModel model;
    private final Lanes lanes;
    private final ScoreProgress progress;

    private Scoring(SparkSession spark, ScoreRequest request, ScoringModel model, Lanes lanes, ScoreProgress progress) {
        this.spark = spark;
        this.conf = spark.sparkContext().hadoopConfiguration();
        this.request = request;
        this.model = model;
        this.lanes = lanes;
        this.progress = progress;
    }

    /**
     * Writes one row for every study found.
     *
     * @throws IOException when the input holds no study, the output is not empty, the model was trained on other windows
     *     or a disk is full; never for a broken study, which is refused with its reason in its row
     */
    public static ScoreSummary run(
            SparkSession spark, ScoreRequest request, ScoringModel model, Lanes lanes, ScoreProgress progress)
            throws IOException {
        return new Scoring(spark, request, model, lanes, progress).run();
    }

    private ScoreSummary run() throws IOException {
        requireSameWindows();
        requireEmptyOutput();
        try (WorkFolder work = WorkFolder.beside(conf, request.output())) {
            String shards = work.child("shards");
            IngestSummary read = Ingestion.run(spark, request.ingestion(shards), new Reading());
            List<StudyScore> rows = rows(shards);
            ScoreTable table =
                    new ScoreTable(model.classifier().classNames(), rows, model.modelHash(), model.settingsHash());
            byte[] parquet = new ScoreParquet(spark, table).bytes(work.child("parquet"));
            String crosswalk = keepCrosswalk(read.crosswalk());
            write("scores.parquet", parquet);
            write("scores.csv", table.csv().getBytes(StandardCharsets.UTF_8));
            int refused = (int) rows.stream()
                    .filter(row -> row.status() == ScoreStatus.REFUSED)
                    .count();
            return new ScoreSummary(
                    rows.size() - refused,
                    refused,
                    List.of(request.output() + "/scores.csv", request.output() + "/scores.parquet"),
                    crosswalk,
                    Stream.concat(read.notes().stream(), Stream.of(read.files().sentence()))
                            .toList());
        }
    }

    private void requireSameWindows() throws ScoreException {
        String hash = request.settings().hash();
        if (!hash.equals(model.settingsHash())
                || !request.settings().sequences().equals(model.sequences())) {
            throw new ScoreException("the settings cut windows of hash " + hash + " with the sequences "
                    + request.settings().sequences() + ", the model was trained on " + model.settingsHash() + " with "
                    + model.sequences() + ": use the settings that the model's shards were ingested with");
        }
    }

    private void requireEmptyOutput() throws IOException {
        Path output = new Path(request.output());
        try {
            FileStatus[] there = Storage.of(conf, output).listStatus(output);
            if (there.length > 0) {
                throw new ScoreException("the output " + request.output() + " is there and not empty (" + there.length
                        + " entries): name a new folder, or empty this one");
            }
        } catch (FileNotFoundException e) {
            return; // a new folder: as wanted
        }
    }

    /** A row for each study of the manifest, in the order of the hashed ids. */
    private List<StudyScore> rows(String shards) throws IOException {
        ShardFolder folder = new ShardFolder(conf, shards);
        List<ManifestEntry> entries =
                Manifest.read(conf, folder.path(folder.finished().manifest())).entries();
        boolean any = entries.stream().anyMatch(entry -> entry.status() == Status.ACCEPTED);
        Map<String, StudyScore> scored = any ? score(shards) : Map.of();
        return entries.stream()
                .map(entry -> entry.status() == Status.REFUSED
                        ? StudyScore.refused(entry.facts().study(), entry.reason())
                        : scored.get(entry.facts().study()).noting(entry.reason()))
                .toList();
    }

    private Map<String, StudyScore> score(String shards) throws IOException {
        try (ScratchFolder cache = ScratchFolder.in(request.scratch(), "score-");
                ShardCache windows = ShardCache.open(conf, shards, cache.path())) {
            int total = windows.studies().size();
            return new StudyScorer(model, lanes).score(windows, done -> progress.at("scoring", done, total));
        }
    }

    /** The ids' crosswalk outlives the working folder, beside the output as ingestion puts it beside its own. */
    private String keepCrosswalk(String written) throws IOException {
        Path from = new Path(written);
        Path to = new Path(request.output() + ".crosswalk.csv");
        try (var in = Storage.of(conf, from).open(from)) {
            AtomicFile.write(conf, to, in.readAllBytes(), AtomicFile.Access.OWNER_ONLY);
        }
        return to.toString();
    }

    private void write(String name, byte[] content) throws IOException {
        AtomicFile.write(conf, new Path(request.output(), name), content, AtomicFile.Access.SHARED);
    }

    /** Ingestion's progress as ours. */
    private final class Reading implements Progress {
        private volatile long total;

        @Override
        public void total(long studies) {
            total = studies;
        }

        @Override
        public void done(long studies) {
            progress.at("reading", studies, total);
        }
    }
}
