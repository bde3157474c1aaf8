package io.mmdino.cli;

import io.mmdino.archive.table.LabelColumns;
import io.mmdino.claim.Claim;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.disk.Progress;
import io.mmdino.ingest.IngestRequest;
import io.mmdino.ingest.IngestSummary;
import io.mmdino.ingest.Ingestion;
import io.mmdino.job.CommandSpark;
import io.mmdino.privacy.IdKey;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.JsonResult;
import io.mmdino.terminal.SettingsOptions;
import io.mmdino.terminal.TerminalProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code ingest} command: converts an archive of studies into shards. */
@Command(
        name = "ingest",
        description = "Turns an archive of studies into shards; a later run does only what is new or changed.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class IngestCommand implements Callable<Integer> {

    private static final int REFUSALS_SHOWN = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settings;

    @Option(
            names = "--input",
            paramLabel = "DIR",
            required = true,
            description =
                    "Archive: NIfTI by name or DICOM, also in .zip, .tar and .tar.gz, on a local disk or any Hadoop file"
                            + " system.")
    private String input;

    @Option(names = "--output", paramLabel = "SHARDS", required = true, description = "Shard folder, new or to add to.")
    private String output;

    @Option(
            names = "--labels",
            paramLabel = "CSV",
            description =
                    "Classes, a row per patient, by number or by a name of evaluation.class-names. Default: phenoData.csv in"
                            + " the archive, else participants.tsv of each BIDS dataset in it.")
    private Optional<String> labels = Optional.empty();

    @Option(
            names = "--splits",
            paramLabel = "CSV",
            description =
                    "Splits, a row per patient (column split: train, validation or test). Who is not in it is split"
                            + " by a keyed hash.")
    private Optional<String> splits = Optional.empty();

    @Option(
            names = "--patient-column",
            paramLabel = "NAME",
            defaultValue = IngestRequest.PATIENT_COLUMN,
            showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
            description = "Column of both tables that names the patient; participant_id where that is missing.")
    private String patientColumn;

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            defaultValue = IngestRequest.LABEL_COLUMN,
            showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
            description = "Column of the class.")
    private String labelColumn;

    @Option(
            names = "--patient-pattern",
            paramLabel = "REGEX",
            description =
                    "Finds the patient in a study's id or PatientID, as its first group: (.+)_v\\d+ for ids such as P7_v2."
                            + " Default: the schemes of the public data sets and words such as ses- and visit.")
    private Optional<String> patientPattern = Optional.empty();

    @Option(names = "--site", paramLabel = "NAME", defaultValue = "", description = "Where the studies come from.")
    private String site;

    @Mixin
    private SequenceRulesOption rules;

    @Mixin
    private IdKeyOption idKey;

    @Option(names = "--forget-absent", description = "Drop studies that the archive no longer holds.")
    private boolean forgetAbsent;

    @Option(
            names = "--dry-run",
            description =
                    "Plans and says what would be read and refused, by names and headers; reads no voxels and writes nothing.")
    private boolean dryRun;

    @Mixin
    private JsonResult json;

    @Override
    public Integer call() throws IOException {
        Settings all = settings.read(Settings.class);
        Configuration conf = CommandSpark.hadoop();
        ArchiveInput.requireThere(conf, "--input", input);
        if (labels.isPresent()) {
            ArchiveInput.requireThere(conf, "--labels", labels.get());
        }
        if (splits.isPresent()) {
            ArchiveInput.requireThere(conf, "--splits", splits.get());
        }
        IdKey key = idKey.choose(conf, input);
        IngestRequest request = UsageException.checked(() -> new IngestRequest(
                input,
                output,
                new IngestRequest.Tables(
                        labels,
                        splits,
                        new LabelColumns(
                                patientColumn, labelColumn, all.evaluation().classNames())),
                site,
                key,
                forgetAbsent,
                all.ingest(),
                rules.read()));
        return report(
                dryRun ? planned(conf, request) : ingested(conf, request),
                all.ingest().hash());
    }

    private IngestSummary planned(Configuration conf, IngestRequest request) throws IOException {
        try (CommandSpark.Lazy spark = new CommandSpark.Lazy("ingest");
                TerminalProgress shown = TerminalProgress.start("ingest", "studies", -1)) {
            return Ingestion.plan(spark, conf, request, progress(shown));
        }
    }

    private IngestSummary ingested(Configuration conf, IngestRequest request) throws IOException {
        try (Claim claim = Claim.ofFolder(conf, output, "ingest");
                CommandSpark.Lazy spark = new CommandSpark.Lazy("ingest");
                TerminalProgress shown = TerminalProgress.start("ingest", "studies", -1)) {
            IngestSummary summary = Ingestion.run(spark, conf, request, progress(shown));
            claim.requireHeld();
            return summary;
        }
    }

    private int report(IngestSummary summary, String settingsHash) {
        PrintWriter out = json.text(spec);
        summary.notes().forEach(out::println);
        out.println(summary.files().sentence());
        summary.refusals().stream()
                .limit(REFUSALS_SHOWN)
                .forEach(refusal -> out.println("refused " + refusal.study() + ": " + refusal.reason()));
        if (summary.refused() > REFUSALS_SHOWN) {
            out.println("refused " + (summary.refused() - REFUSALS_SHOWN) + " more; the manifest has all reasons");
        }
        summary.reasons().forEach(out::println);
        out.println(summary.accepted()
                + (dryRun ? " studies would be read" : " studies taken (" + summary.windows() + " windows)") + ", "
                + summary.refused() + " refused, " + summary.unchanged() + " unchanged, in " + output);
        summary.missed().forEach(out::println);
        return json.finish(spec, code(summary), facts(summary, settingsHash));
    }

    private static int code(IngestSummary summary) {
        if (!summary.missed().isEmpty()) {
            return ExitCode.SOME_REFUSED;
        }
        if (summary.nothingNew()) {
            return ExitCode.NOTHING_NEW;
        }
        return summary.refused() > 0 ? ExitCode.SOME_REFUSED : ExitCode.DONE;
    }

    private Map<String, Object> facts(IngestSummary summary, String settingsHash) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("output", output);
        facts.put("dry_run", dryRun);
        facts.put("settings_hash", settingsHash);
        facts.put("accepted", summary.accepted());
        facts.put("refused", summary.refused());
        facts.put("unchanged", summary.unchanged());
        facts.put("absent", summary.absent());
        facts.put("windows", summary.windows());
        return facts;
    }

    private static Progress progress(TerminalProgress shown) {
        return (stage, done, total) -> {
            shown.total(total);
            shown.reached(done);
        };
    }
}
