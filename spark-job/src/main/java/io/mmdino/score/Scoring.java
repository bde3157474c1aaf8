package io.mmdino.score;

import io.mmdino.claim.Claim;
import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Progress;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.Encoder;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Scores all studies of an archive. Spark ingests them into a temporary folder beside the output; the lanes of this process
 * encode and classify. The results are written at the end, {@code scores.csv} last.
 */
public final class Scoring {

    /**
     * A trained model, ready to score.
     *
     * @param encoder makes an encoder for each lane
     * @param input makes an encoder's input from a window
     * @param windowsPerAxis windows of each axis that represent a study, as the classifier was fitted
     * @param modelHash of weights, classes, classifier and the settings that decide probabilities
     * @param settingsHash hash of the settings of the windows that it was trained on
     * @param sequences in the order of training
     * @param computation the kernels and the precision of the layers, in words
     */
    public record Model(
            Supplier<? extends Encoder> encoder,
            Encoder.InputMaker input,
            int windowsPerAxis,
            Classifier classifier,
            String modelHash,
            String settingsHash,
            List<String> sequences,
            String computation) {

        public Model {
            sequences = List.copyOf(sequences);
        }
    }

    /**
     * Result of a run.
     *
     * @param scored number of studies with a score
     * @param refused number of studies without one
     * @param files the results, CSV and Parquet
     * @param crosswalk file that maps hashed to original ids, readable by its owner alone
     * @param notes messages for the user, in whole sentences
     * @param computation the kernels and the precision of the layers, in words
     */
    public record Summary(
            int scored, int refused, List<String> files, String crosswalk, List<String> notes, String computation) {}

    /**
     * Scores of the studies of a shard folder.
     *
     * @param scores by hashed id
     * @param computation the kernels and the precision of the layers, in words
     */
    public record Scored(Map<String, StudyScore> scores, String computation) {}

    /** Computes the scores of all studies of a shard folder, in this process or elsewhere. */
    @FunctionalInterface
    public interface Scorer {

        /** Name of its stage of progress. */
        String STAGE = "scoring";

        /**
         * @param shards folder that executors see too
         * @throws IOException when the windows cannot be read
         */
        Scored score(String shards, Progress progress) throws IOException;
    }

    private final SparkSession spark;
    private final Configuration conf;
    private final ScoreRequest request;
    private final Model model;
    private final Scorer scorer;
    private final Progress progress;

    private Scoring(SparkSession spark, ScoreRequest request, Model model, Scorer scorer, Progress progress) {
        this.spark = spark;
        this.conf = spark.sparkContext().hadoopConfiguration();
        this.request = request;
        this.model = model;
        this.scorer = scorer;
        this.progress = progress;
    }

    /**
     * Writes one row for every study found.
     *
     * @param progress its stages are {@code reading} and {@code scoring}
     * @throws IOException when the input holds no study, the output is not empty, the model was trained on other windows
     *     or a disk is full; never for a broken study, whose row is refused with a reason
     */
    public static Summary run(SparkSession spark, ScoreRequest request, Model model, Lanes lanes, Progress progress)
            throws IOException {
        Configuration conf = spark.sparkContext().hadoopConfiguration();
        return run(
                spark,
                request,
                model,
                (shards, shown) ->
                        new Scored(scoresHere(conf, shards, request, model, lanes, shown), model.computation()),
                progress);
    }

    /**
     * Writes one row for every study found, whose scores are computed elsewhere.
     *
     * @param progress its stages are {@code reading} and {@code scoring}
     * @throws IOException as the other {@code run}
     */
    public static Summary run(SparkSession spark, ScoreRequest request, Model model, Scorer scorer, Progress progress)
            throws IOException {
        return new Scoring(spark, request, model, scorer, progress).run();
    }

    private Summary run() throws IOException {
        requireSameWindows();
        requireEmptyOutput();
        try (WorkFolder work = WorkFolder.beside(conf, request.output())) {
            String shards = work.child("shards");
            IngestSummary read = Ingestion.run(spark, request.ingestion(shards, model.windowsPerAxis()), progress);
            List<ManifestEntry> entries = entries(shards);
            boolean any = entries.stream().anyMatch(entry -> entry.status() == Status.ACCEPTED);
            Scored scored = any ? scorer.score(shards, progress) : new Scored(Map.of(), model.computation());
            List<StudyScore> rows = rows(entries, scored.scores());
            ScoreTable table = new ScoreTable(
                    model.classifier().classNames(),
                    rows,
                    model.modelHash(),
                    model.settingsHash(),
                    scored.computation());
            String crosswalk = keepCrosswalk(read.crosswalk());
            write("scores.parquet", out -> new ScoreParquet(table).write(conf, out));
            write("scores.csv", out -> out.write(table.csv().getBytes(StandardCharsets.UTF_8)));
            int refused = (int) rows.stream()
                    .filter(row -> row.status() == StudyScore.Status.REFUSED)
                    .count();
            return new Summary(
                    rows.size() - refused,
                    refused,
                    List.of(request.output() + "/scores.csv", request.output() + "/scores.parquet"),
                    crosswalk,
                    Stream.concat(read.notes().stream(), Stream.of(read.files().sentence()))
                            .toList(),
                    scored.computation());
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
            long there = Arrays.stream(Storage.of(conf, output).listStatus(output))
                    .filter(entry -> !entry.getPath().getName().equals(Claim.NAME))
                    .count();
            if (there > 0) {
                throw new ScoreException("the output " + request.output() + " is there and not empty (" + there
                        + " entries): name a new folder, or empty this one");
            }
        } catch (FileNotFoundException e) {
            return; // a new folder
        }
    }

    private List<ManifestEntry> entries(String shards) throws IOException {
        ShardFolder folder = new ShardFolder(conf, shards);
        return Manifest.read(folder, folder.finished()).entries();
    }

    /** One row for each study of the manifest, in the order of the hashed ids. */
    private static List<StudyScore> rows(List<ManifestEntry> entries, Map<String, StudyScore> scored) {
        return entries.stream()
                .map(entry -> entry.status() == Status.REFUSED
                        ? StudyScore.refused(entry.facts().study(), entry.reason())
                        : scored.get(entry.facts().study()).noting(entry.reason()))
                .toList();
    }

    private static Map<String, StudyScore> scoresHere(
            Configuration conf, String shards, ScoreRequest request, Model model, Lanes lanes, Progress progress)
            throws IOException {
        try (ScratchFolder cache = ScratchFolder.in(request.scratch(), ScratchFolder.Purpose.SCORE);
                ShardCache windows = ShardCache.open(conf, shards, cache.path())) {
            int total = windows.studies().size();
            return new StudyScorer(model, lanes).score(windows, done -> progress.at(Scorer.STAGE, done, total));
        }
    }

    /** Copies the crosswalk of the ids from the working folder to beside the output. */
    private String keepCrosswalk(String written) throws IOException {
        Path from = new Path(written);
        Path to = new Path(request.output() + ".crosswalk.csv");
        try (var in = Storage.of(conf, from).open(from)) {
            AtomicFile.write(conf, to, in.readAllBytes(), AtomicFile.Access.OWNER_ONLY);
        }
        return to.toString();
    }

    private void write(String name, AtomicFile.Content content) throws IOException {
        AtomicFile.write(conf, new Path(request.output(), name), content, AtomicFile.Access.SHARED);
    }

    /** A folder beside the output for temporary files; closing deletes it. */
    private record WorkFolder(FileSystem files, Path path) implements AutoCloseable {

        static WorkFolder beside(Configuration conf, String output) throws IOException {
            Path path =
                    new Path(output + ".working-" + UUID.randomUUID().toString().substring(0, 8));
            FileSystem files = Storage.of(conf, path);
            files.mkdirs(path);
            return new WorkFolder(files, path);
        }

        String child(String name) {
            return new Path(path, name).toString();
        }

        @Override
        public void close() throws IOException {
            files.delete(path, true);
        }
    }
}
