package io.mmdino.cli;

import io.mmdino.claim.Claim;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.evaluate.ClassifierJson;
import io.mmdino.inference.ExecutorScorer;
import io.mmdino.job.CommandSpark;
import io.mmdino.job.TrainedModel;
import io.mmdino.kernel.Lanes;
import io.mmdino.privacy.IdKey;
import io.mmdino.run.RunFolder;
import io.mmdino.run.RunPlace;
import io.mmdino.score.ScoreRequest;
import io.mmdino.score.Scoring;
import io.mmdino.study.ExternalSettings;
import io.mmdino.terminal.CountedStages;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.JsonResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code score} command: scores all studies of a folder with a trained model. */
@Command(
        name = "score",
        description = "Scores all studies of a folder with a trained model: a row for every study, as CSV and Parquet.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ScoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            required = true,
            description = "Run folder, from train: a path or an address.")
    private String model;

    @Option(
            names = "--input",
            paramLabel = "DIR",
            required = true,
            description =
                    "Archive: NIfTI by name or DICOM, also in .zip, .tar and .tar.gz, on a local disk or any Hadoop file"
                            + " system.")
    private String input;

    @Option(
            names = "--output",
            paramLabel = "OUT",
            required = true,
            description = "Folder for the scores, new or empty.")
    private String output;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Local folder for windows while scoring. Default: RUN/cache, or one in the temporary folder.")
    private Optional<Path> cache = Optional.empty();

    @Option(
            names = "--run-external",
            description =
                    "Run the external program that the model's settings name, if they do. A model from somebody else"
                            + " could name any program: look at its settings.yaml first.")
    private boolean runExternal;

    @Mixin
    private SequenceRulesOption rules;

    @Mixin
    private IdKeyOption idKey;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "train.lanes, train.kernels or train.precision, other than the run's.")
    private List<String> sets = new ArrayList<>();

    @Mixin
    private JsonResult json;

    private final Map<String, Object> facts = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        try (RunPlace run = RunPlace.existing(CommandSpark.hadoop(), model, cache)) {
            return report(score(run));
        }
    }

    private Scoring.Summary score(RunPlace run) throws IOException {
        Settings settings = run.folder().settings(sets);
        requireTrusted(settings.ingest().external());
        requireClassifier(run.folder());
        ArchiveInput.requireThere(CommandSpark.hadoop(), "--input", input);
        IdKey key = idKey.choose(CommandSpark.hadoop(), input);
        ScoreRequest request = UsageException.checked(
                () -> new ScoreRequest(input, output, run.cache(), key, settings.ingest(), rules.read()));
        try (Claim claim = Claim.ofFolder(CommandSpark.hadoop(), request.output(), "score")) {
            Scoring.Summary summary = score(run, settings, request);
            claim.requireHeld();
            return summary;
        }
    }

    private Scoring.Summary score(RunPlace run, Settings settings, ScoreRequest request) throws IOException {
        run.requireModel(Optional.empty());
        try (TrainedModel trained = model(run, settings)) {
            ClassifierJson.Fitted fitted = trained.classifier(run.folder());
            Scoring.Model scoring = scoring(trained, fitted);
            try (CommandSpark spark = CommandSpark.open("score");
                    CountedStages progress = new CountedStages("score")) {
                Scoring.Summary summary = CommandSpark.isOnCluster()
                        ? onExecutors(spark, request, trained, scoring, progress)
                        : here(spark, request, settings, scoring, progress);
                json.text(spec).println("scores were computed by " + summary.computation());
                facts.put("model_hash", scoring.modelHash());
                facts.put("settings_hash", scoring.settingsHash());
                return summary;
            }
        }
    }

    private Scoring.Summary onExecutors(
            CommandSpark spark,
            ScoreRequest request,
            TrainedModel trained,
            Scoring.Model scoring,
            CountedStages progress)
            throws IOException {
        ExecutorScorer scorer =
                new ExecutorScorer(spark.session().sparkContext(), trained, scoring.classifier(), cache);
        return Scoring.run(spark.session(), request, scoring, scorer, progress::at);
    }

    private static Scoring.Summary here(
            CommandSpark spark, ScoreRequest request, Settings settings, Scoring.Model scoring, CountedStages progress)
            throws IOException {
        try (Lanes lanes = new Lanes(settings.train().lanesHere())) {
            return Scoring.run(spark.session(), request, scoring, lanes, progress::at);
        }
    }

    private static TrainedModel model(RunPlace run, Settings settings) throws IOException {
        return CommandSpark.isOnCluster()
                ? TrainedModel.onDriver(run.folder(), settings, Optional.empty())
                : TrainedModel.open(run.folder(), settings, Optional.empty());
    }

    /** Settings of a run are untrusted: their program is run only with {@code --run-external}. */
    private void requireTrusted(ExternalSettings external) {
        if (!external.command().isEmpty() && !runExternal) {
            throw new UsageException("the model's windows are made with the external program "
                    + String.join(" ", external.command()) + "; give --run-external if it may be run here");
        }
    }

    private static void requireClassifier(RunFolder run) {
        if (!Files.exists(run.classifierFile())) {
            throw new UsageException(
                    "the run " + run.name() + " has no classifier.json: it is not finished, or was trained"
                            + " without labels of two classes; let train finish, with labels");
        }
    }

    private static Scoring.Model scoring(TrainedModel trained, ClassifierJson.Fitted fitted) {
        Settings settings = trained.settings();
        return new Scoring.Model(
                trained.encoders(trained.teacher()),
                trained.input(),
                settings.evaluation().windowsPerAxis(),
                fitted.classifier(),
                fitted.hash(),
                settings.ingest().hash(),
                settings.ingest().sequences(),
                trained.computation());
    }

    private int report(Scoring.Summary summary) {
        PrintWriter out = json.text(spec);
        summary.notes().forEach(out::println);
        out.println(summary.scored() + " studies scored, " + summary.refused() + " refused, in "
                + String.join(" and ", summary.files()));
        facts.put("output", output);
        facts.put("files", summary.files());
        facts.put("scored", summary.scored());
        facts.put("refused", summary.refused());
        facts.put("computation", summary.computation());
        return json.finish(spec, summary.refused() > 0 ? ExitCode.SOME_REFUSED : ExitCode.DONE, facts);
    }
}
