package io.mmdino.ingest;

import io.mmdino.archive.Archive;
import io.mmdino.archive.ArchiveFinder;
import io.mmdino.archive.LabelTable;
import io.mmdino.archive.SplitTable;
import io.mmdino.manifest.Manifest;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * From an archive to shards. Reads what is new or changed, cuts it on Spark, and publishes the result in one step: until then,
 * and after any failure, readers see the folder as it was.
 */
public final class Ingestion {

    private final SparkSession spark;
    private final Configuration conf;
    private final IngestRequest request;
    private final ShardFolder folder;
    private final List<String> notes = new ArrayList<>();

    private Ingestion(SparkSession spark, IngestRequest request) {
        this.spark = spark;
        this.request = request;
        conf = spark.sparkContext().hadoopConfiguration();
        folder = new ShardFolder(conf, request.output());
    }

    /**
     * Ingests an archive into a shard folder, which may hold earlier runs with the same settings and key.
     *
     * @throws IOException when the archive is empty, a table is faulty, the output is something else or of other settings, or the
     *     disk is full; never for a broken study, which is refused with its reason in the manifest
     */
    public static IngestSummary run(SparkSession spark, IngestRequest request, Progress progress) throws IOException {
        return new Ingestion(spark, request).run(progress);
    }

    private IngestSummary run(Progress progress) throws IOException {
        Optional<ShardState> before = folder.current();
        checkSame(before);
        Archive archive = new ArchiveFinder(request.settings().sequences()).find(conf, request.input());
        Manifest manifest = manifest(before);
        IngestPlan plan = IngestPlan.of(request, archive, labels(archive), splits(), manifest);
        Crosswalk crosswalk = Crosswalk.beside(conf, request.output());
        if (!request.key().protects()) {
            notes.add("Ids are hashed with a public key: whoever knows an id can find its study. Set " + IdKey.VARIABLE
                    + " or give a key file to protect them.");
        }
        List<ManifestEntry> worked = List.of();
        if (plan.changes(request.forgetAbsent())) {
            worked = new IngestRun(spark, request, folder, before)
                    .work(
                            plan,
                            manifest,
                            progress,
                            () -> crosswalk.write(request.key(), archive.studies(), request.forgetAbsent()));
        } else {
            progress.total(0);
        }
        return IngestReport.of(plan, worked, notes, crosswalk.file().toString());
    }

    private Manifest manifest(Optional<ShardState> before) throws IOException {
        return before.isPresent() ? Manifest.read(conf, folder.path(before.get().manifest())) : Manifest.empty();
    }

    private SplitTable splits() throws IOException {
        return request.splits().isPresent()
                ? SplitTable.read(conf, request.splits().get(), request.patientColumn())
                : SplitTable.none();
    }

    private void checkSame(Optional<ShardState> before) throws IOException {
        if (before.isEmpty()) {
            return;
        }
        Map<String, Object> now = request.settings().shaping();
        if (!before.get().settingsHash().equals(request.settings().hash())) {
            throw new IngestException("the output " + request.output() + " was cut with other settings: "
                    + before.get().settings() + ", now " + now + ". Name another output folder, or use those settings");
        }
        if (!before.get().keyCheck().equals(request.key().check())) {
            throw new IngestException(
                    "the output " + request.output() + " was made with another id key, so the same study"
                            + " would count twice. Give the same key, or name another output folder");
        }
    }

    private LabelTable labels(Archive archive) throws IOException {
        Optional<String> path = request.labels().or(archive::phenoData);
        if (path.isEmpty()) {
            return LabelTable.none();
        }
        LabelTable labels = LabelTable.read(conf, path.get(), request.patientColumn(), request.labelColumn());
        long named = archive.studies().stream().filter(labels::names).count();
        if (named == 0 && request.labels().isPresent()) {
            throw new IngestException("the labels file names none of the "
                    + archive.studies().size() + " studies found; check its column " + request.patientColumn());
        }
        if (named < archive.studies().size()) {
            notes.add(archive.studies().size() - named + " of "
                    + archive.studies().size() + " studies have no row in the labels file and count as unlabelled.");
        }
        return labels;
    }
}
