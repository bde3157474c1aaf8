package io.mmdino.ingest;

import io.mmdino.archive.ArchiveListing;
import io.mmdino.archive.FolderListing;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.archive.table.LabelColumns;
import io.mmdino.archive.table.LabelSources;
import io.mmdino.archive.table.LabelTable;
import io.mmdino.archive.table.SplitTable;
import io.mmdino.disk.Progress;
import io.mmdino.manifest.ManifestReader;
import io.mmdino.privacy.IdKey;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.spill.SpillFolder;
import io.mmdino.survey.ArchiveSurvey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * From an archive to shards. Reads new and changed studies, cuts them on Spark, and publishes the result in one step: until
 * then, and after any failure, readers see the folder as it was.
 */
public final class Ingestion {

    private final Supplier<SparkSession> spark;
    private final Configuration conf;
    private final IngestRequest request;
    private final ArchiveListing listing;
    private final ShardFolder folder;
    private final List<String> notes = new ArrayList<>();

    private Ingestion(Supplier<SparkSession> spark, Configuration conf, IngestRequest request, ArchiveListing listing) {
        this.spark = spark;
        this.conf = conf;
        this.request = request;
        this.listing = listing;
        folder = new ShardFolder(conf, request.output());
    }

    /**
     * Ingests an archive into a shard folder, which may hold earlier runs with the same settings and key.
     *
     * @throws IOException when the archive is empty, a table is faulty, the output is something else or of other settings, or
     *     the disk is full; never for a broken study, which is refused with its reason in the manifest
     */
    public static IngestSummary run(SparkSession spark, IngestRequest request, Progress progress) throws IOException {
        return run(() -> spark, spark.sparkContext().hadoopConfiguration(), request, progress);
    }

    /**
     * Ingests an archive with a Spark session that is only started when there is a study to read.
     *
     * @param conf configuration of the file systems, as the session would have it
     */
    public static IngestSummary run(
            Supplier<SparkSession> spark, Configuration conf, IngestRequest request, Progress progress)
            throws IOException {
        return run(spark, conf, request, new FolderListing(conf, request.input()), progress);
    }

    /** @param listing replaces the listing of the input folder */
    static IngestSummary run(
            Supplier<SparkSession> spark,
            Configuration conf,
            IngestRequest request,
            ArchiveListing listing,
            Progress progress)
            throws IOException {
        return new Ingestion(spark, conf, request, listing).run(progress);
    }

    private IngestSummary run(Progress progress) throws IOException {
        Optional<ShardState> before = folder.current();
        checkSame(before);
        IngestRun run = new IngestRun(spark, request, folder, before);
        try (SpillFolder spill = SpillFolder.temporary()) {
            HeaderScan scan = new HeaderScan(spark, conf, request, spill);
            ArchiveSurvey survey = survey(scan, spill);
            IngestPlan plan = plan(run, survey, spill);
            IngestReport report = new IngestReport();
            Crosswalk crosswalk = Crosswalk.beside(conf, request.output());
            if (plan.changes(request.forgetAbsent())) {
                run.work(plan, report, progress, () -> {
                    crosswalk.write(plan.found(), request.forgetAbsent(), spill);
                    scan.remember();
                });
            } else {
                scan.remember();
                progress.at(IngestRun.READING, 0, 0);
            }
            notes.addAll(survey.notes());
            return report.of(plan, notes, crosswalk.file().toString());
        }
    }

    private ArchiveSurvey survey(HeaderScan scan, SpillFolder spill) throws IOException {
        ArchiveSurvey survey = new ArchiveSurvey(
                request.key(), request.settings().sequences(), FolderListing.root(conf, request.input()), spill);
        listing.visit(survey);
        scan.run(survey);
        if (survey.isEmpty()) {
            throw ArchiveSurvey.noStudy(request.input());
        }
        if (survey.incomplete() && request.forgetAbsent()) {
            throw new IngestException("some folders of the input " + request.input() + " could not be listed, so nobody"
                    + " can tell which studies have left it. Make them readable, or leave out --forget-absent");
        }
        return survey;
    }

    private IngestPlan plan(IngestRun run, ArchiveSurvey survey, SpillFolder spill) throws IOException {
        LabelSources.Found found = labels(survey);
        notes.addAll(found.notes());
        IngestPlan plan;
        try (ManifestReader manifest = run.manifest()) {
            plan = new Planner(request, found.labels(), splits(), spill).plan(survey, manifest);
        }
        if (plan.labelled() == 0 && request.tables().labels().isPresent()) {
            throw new IngestException(
                    "the labels file names none of the " + plan.studies() + " studies found; check its column "
                            + request.tables().columns().patient());
        }
        if (found.tables() > 0 && plan.labelled() < plan.studies()) {
            notes.add(plan.studies() - plan.labelled() + " of " + plan.studies()
                    + " studies have no row in the labels file and count as unlabelled.");
        }
        if (!request.key().protects()) {
            notes.add("Ids are hashed with a public key: whoever knows an id can find its study. Set " + IdKey.VARIABLE
                    + " or give a key file to protect them.");
        }
        return plan;
    }

    private static String differences(Map<String, Object> before, Map<String, Object> now) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        return keys.stream()
                .filter(key -> !String.valueOf(before.get(key)).equals(String.valueOf(now.get(key))))
                .map(key -> key + "=" + before.get(key) + ", now " + now.get(key))
                .collect(Collectors.joining("; "));
    }

    private LabelSources.Found labels(ArchiveSurvey survey) throws IOException {
        LabelColumns columns = request.tables().columns();
        Optional<String> given = request.tables().labels();
        return given.isPresent()
                ? new LabelSources.Found(LabelTable.read(conf, given.get(), columns), 1, List.of())
                : survey.labels().read(conf, columns, ContainerLimits.DEFAULT);
    }

    private SplitTable splits() throws IOException {
        Optional<String> given = request.tables().splits();
        return given.isPresent()
                ? SplitTable.read(conf, given.get(), request.tables().columns().patient())
                : SplitTable.none();
    }

    private void checkSame(Optional<ShardState> before) throws IOException {
        if (before.isEmpty()) {
            return;
        }
        if (!before.get().settingsHash().equals(request.settings().hash())) {
            throw new IngestException("the output " + request.output() + " was cut with other settings ("
                    + differences(before.get().settings(), request.settings().shaping())
                    + "). Name another output folder, or use those settings");
        }
        if (!before.get().keyCheck().equals(request.key().check())) {
            throw new IngestException(
                    "the output " + request.output() + " was made with another id key, so the same study"
                            + " would count twice. Give the same key, or name another output folder");
        }
    }
}
