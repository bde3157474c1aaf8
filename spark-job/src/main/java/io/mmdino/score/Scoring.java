package io.mmdino.score;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
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
     * @param modelHash identifies the weights and the classifier
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
     */
    public record Summary(int scored, int refused, List<String> files, String crosswalk, List<String> notes) {}

    private final SparkSession spark;
    private final Configuration conf;
    private final ScoreRequest request;
    private final Model model;
    private final Lanes lanes;
    private final Progress progress;

    private Scoring(SparkSession spark, ScoreRequest request, Model model, Lanes lanes, Progress progress) {
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
     * @param progress its stages are {@code reading} and {@code scoring}
     * @throws IOException when the input holds no study, the output is not empty, the model was trained on other windows
     *     or a disk is full; never for a broken study, whose row is refused with a reason
     */
    public static Summary run(SparkSession spark, ScoreRequest request, Model model, Lanes lanes, Progress progress)
            throws IOException {
        return new Scoring(spark, request, model, lanes, progress).run();
    }

    private Summary run() throws IOException {
        requireSameWindows();
        requireEmptyOutput();
        try (WorkFolder work = WorkFolder.beside(conf, request.output())) {
            String shards = work.child("shards");
            IngestSummary read = Ingestion.run(spark, request.ingestion(shards, model.windowsPerAxis()), progress);
            List<StudyScore> rows = rows(shards);
            ScoreTable table = new ScoreTable(
                    model.classifier().classNames(),
                    rows,
                    model.modelHash(),
                    model.settingsHash(),
                    model.computation());
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
            return; // a new folder
        }
    }

    /** One row for each study of the manifest, in the order of the hashed ids. */
    private List<StudyScore> rows(String shards) throws IOException {
        ShardFolder folder = new ShardFolder(conf, shards);
        List<ManifestEntry> entries = Manifest.read(folder, folder.finished()).entries();
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
