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
 * From an archive to shards. Reads new and changed studies, cuts them on Spark in waves, and publishes each wave in one step: after
 * any failure readers see the folder as the last wave left it, and the next run goes on from there.
 */
public final class Ingestion {

    private final Supplier<SparkSession> spark;
    private final Configuration conf;
    private final IngestRequest request;
    private final ArchiveListing listing;
    private final ShardFolder folder;
    private final List<String> notes = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

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

    /**
     * Plans without reading voxels and without writing anything: what a run would read, and what names and headers refuse.
     *
     * @throws IOException as a run would, before it reads a study
     */
    public static IngestSummary plan(
            Supplier<SparkSession> spark, Configuration conf, IngestRequest request, Progress progress)
            throws IOException {
        return new Ingestion(spark, conf, request, new FolderListing(conf, request.input())).dryRun(progress);
    }

    private IngestSummary dryRun(Progress progress) throws IOException {
        Optional<ShardState> before = folder.current();
        checkSame(before);
        try (SpillFolder spill = SpillFolder.temporary()) {
            IngestRun run = new IngestRun(spark, request, folder, before, spill);
            ArchiveSurvey survey = survey(new HeaderScan(spark, conf, request, spill), spill);
            IngestPlan plan = plan(run, survey, spill);
            progress.at(IngestRun.READING, plan.todo().size(), plan.todo().size());
            notes.addAll(survey.notes());
            missed(survey);
            return IngestReport.planned(plan, notes, missed, crosswalk().file().toString());
        }
    }

    private Crosswalk crosswalk() {
        return Crosswalk.beside(conf, request.output());
    }

    private IngestSummary run(Progress progress) throws IOException {
        Optional<ShardState> before = folder.current();
        checkSame(before);
        try (SpillFolder spill = SpillFolder.temporary()) {
            IngestRun run = new IngestRun(spark, request, folder, before, spill);
            HeaderScan scan = new HeaderScan(spark, conf, request, spill);
            ArchiveSurvey survey = survey(scan, spill);
            IngestPlan plan = plan(run, survey, spill);
            IngestReport report = new IngestReport();
            boolean goesOn = before.isPresent() && !before.get().complete();
            if (goesOn) {
                notes.add("An ingest that was interrupted goes on: "
                        + before.get().shards().size() + " studies were published by it or before.");
            }
            if (goesOn || plan.changes(request.forgetAbsent())) {
                run.work(plan, report, progress, forgetAbsent -> {
                    crosswalk().write(plan.found(), forgetAbsent, spill);
                    scan.remember();
                });
            } else {
                scan.remember();
                progress.at(IngestRun.READING, 0, 0);
            }
            notes.addAll(survey.notes());
            missed(survey);
            return report.of(plan, notes, missed, crosswalk().file().toString());
        }
    }

    private void missed(ArchiveSurvey survey) {
        if (survey.incomplete()) {
            missed.add("Some folders or files could not be listed, so studies may be missing: see above.");
        }
    }

    private ArchiveSurvey survey(HeaderScan scan, SpillFolder spill) throws IOException {
        ArchiveSurvey survey = new ArchiveSurvey(
                request.key(),
                request.settings().sequences(),
                FolderListing.root(conf, request.input()),
                request.patients(),
                spill);
        listing.visit(survey);
        survey.listed();
        scan.run(survey);
        if (survey.isEmpty()) {
            throw survey.noStudy(request.input());
        }
        if (survey.incomplete() && request.forgetAbsent()) {
            throw new IngestException("some folders of the input " + request.input() + " could not be listed, so nobody"
                    + " can tell which studies have left it. Make them readable, or leave out --forget-absent");
        }
        if (survey.unlike() > 0) {
            notes.add("--patient-pattern finds no patient in the ids of " + survey.unlike()
                    + " files; these go by the known schemes.");
        }
        return survey;
    }

    private IngestPlan plan(IngestRun run, ArchiveSurvey survey, SpillFolder spill) throws IOException {
        LabelSources.Found found = labels(survey);
        notes.addAll(found.notes());
        Planner planner = new Planner(request, found.labels().under(request.patients()), splits(), spill);
        IngestPlan plan;
        try (ManifestReader manifest = run.manifest()) {
            plan = planner.plan(survey, manifest);
        }
        if (plan.named() == 0 && request.tables().labels().isPresent()) {
            throw new IngestException(
                    "the labels file names none of the " + plan.studies() + " studies found; check its column "
                            + request.tables().columns().patient());
        }
        if (found.tables() > 0 && plan.named() < plan.studies()) {
            notes.add(plan.studies() - plan.named() + " of " + plan.studies()
                    + " studies have no row in the labels file and count as unlabelled.");
        }
        if (found.tables() > 0 && plan.labelled() == 0) {
            missed.add("No study has a label: the tables of labels "
                    + (plan.named() == 0 ? "name none of the studies" : "hold no class for any of them")
                    + "; check the columns of patient and class (--patient-column, --label-column).");
        }
        notes.addAll(planner.warnings());
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
                ? SplitTable.read(conf, given.get(), request.tables().columns().patient(), request.patients())
                : SplitTable.none();
    }

    private void checkSame(Optional<ShardState> before) throws IOException {
        if (before.isEmpty()) {
            return;
        }
        if (!before.get().settingsHash().equals(request.settings().hash())) {
            throw new IngestException.OtherOutputException("the output " + request.output()
                    + " was cut with other settings ("
                    + differences(before.get().settings(), request.settings().shaping())
                    + "). Name another output folder, or use those settings");
        }
        if (!before.get().keyCheck().equals(request.key().check())) {
            throw new IngestException.OtherOutputException(
                    "the output " + request.output() + " was made with another id key, so the same study"
                            + " would count twice. Give the same key, or name another output folder");
        }
    }
}
