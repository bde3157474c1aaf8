package io.mmdino.cli;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.config.UsageException;
import io.mmdino.inference.ExecutorClassifier;
import io.mmdino.inference.ListedStudies;
import io.mmdino.job.CommandSpark;
import io.mmdino.job.ShardSettings;
import io.mmdino.job.Shards;
import io.mmdino.job.TrainingJob;
import io.mmdino.job.WorkerOrder;
import io.mmdino.job.Workers;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Precision;
import io.mmdino.run.ChangedWorkers;
import io.mmdino.run.RunHash;
import io.mmdino.run.RunPlace;
import io.mmdino.shard.SliceSource;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.JsonResult;
import io.mmdino.terminal.SettingsOptions;
import io.mmdino.train.Averaging;
import io.mmdino.train.Cohort;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code train} command: trains a model from shards, or continues a run. */
@Command(
        name = "train",
        description = "Trains from shards; started again with the same options it goes on where it stopped.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settings;

    @Option(names = "--shards", paramLabel = "SHARDS", required = true, description = "Shard folder, from ingest.")
    private String shards;

    @Option(
            names = "--output",
            paramLabel = "RUN",
            required = true,
            description = "Run folder, on a local disk or at an hdfs: or s3a: address: new, or of this same run.")
    private String output;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "Local folder for copies of the windows, and of a RUN that is an address. Default: RUN/cache, or one in"
                            + " the temporary folder; may be deleted after the run.")
    private Optional<Path> cache = Optional.empty();

    @Mixin
    private JsonResult json;

    @Override
    public Integer call() throws IOException {
        Configuration conf = CommandSpark.hadoop();
        Shards source = Shards.open(conf, shards);
        Settings wanted = settings.read(source.settings(), Settings.class);
        Settings all =
                withAbsolutePath(wanted).withIngest(new ShardSettings(source.state()).adopt(wanted.ingest(), shards));
        int workers = all.averaging().workers();
        // What cannot run is refused here, before the run folder is made.
        Cohort cohort = source.cohort(workers);
        boolean elsewhere = Workers.areElsewhere(all);
        if (elsewhere) {
            Workers.require(all, workers);
        }
        try (RunPlace run = RunPlace.of(conf, output, cache)) {
            Settings begun = asBegun(run, all);
            Kernels kernels = kernels(begun, elsewhere);
            String hash = RunHash.of(begun, source.contentHash());
            Provenance here = Provenance.here(hash, source.state().settingsHash(), kernels.name());
            if (TrainingJob.isFinished(run, begun, cohort)) {
                run.begin(begun, here); // refuses other settings
                long iterations = begun.optim().iterations();
                return json.finish(
                        spec,
                        nothingToDo(iterations),
                        Map.of("output", output, "settings_hash", hash, "iterations", iterations));
            }
            run.begin(begun, here.trainedBy(0, workers));
            TrainingJob.Result result = elsewhere
                    ? onSpark(source, begun, hash, run, kernels, workers)
                    : here(source, begun, hash, run, kernels);
            return json.finish(spec, report(run, result), facts(result, hash));
        }
    }

    /**
     * The settings by which a run that has been begun goes on: those of this command with its workers, and with what judges it, so that its
     * validations compare and score fits its classifier, and its precision.
     */
    private static Settings asBegun(RunPlace run, Settings wanted) throws IOException {
        Optional<Settings> begun = run.begun();
        return begun.map(own -> {
                    Settings same = ChangedWorkers.asBegun(wanted, own);
                    return same.withEvaluation(own.evaluation())
                            .withTrain(same.train().withPrecision(own.train().precision()));
                })
                .orElse(wanted);
    }

    /** Kernels of this process, which alone trains, or drives workers elsewhere. */
    private static Kernels kernels(Settings settings, boolean elsewhere) {
        KernelChoice choice = KernelChoice.of(settings.train().kernels());
        Optional<Precision> wanted = Precision.named(settings.train().precision());
        Cuda cuda = Cuda.here();
        return elsewhere ? choice.ofDriver().kernels(cuda, choice.shared(wanted, cuda)) : choice.kernels(cuda, wanted);
    }

    private TrainingJob.Result here(Shards source, Settings all, String hash, RunPlace run, Kernels kernels)
            throws IOException {
        try (SliceSource windows = source.windows(run.cache());
                Lanes lanes = new Lanes(all.train().lanesHere())) {
            return new TrainingJob(run, all, windows, kernels, lanes)
                    .run((validator, progress) -> run.train(progress, listener -> TrainingJob.training(all, hash)
                            .run(
                                    Cohort.of(windows),
                                    windows,
                                    run.folder().folder(),
                                    kernels,
                                    lanes,
                                    alone(all),
                                    validator,
                                    listener)));
        }
    }

    /** Averaging of one worker, also of a run that several have begun. */
    private static Averaging alone(Settings settings) {
        return Averaging.of(
                settings.averaging(), Averager.single(), settings.optim().iterations());
    }

    private TrainingJob.Result onSpark(
            Shards source, Settings all, String hash, RunPlace run, Kernels kernels, int workers) throws IOException {
        // Workers multiply as the driver does, whatever processors they have.
        Settings resolved =
                all.withTrain(all.train().withPrecision(kernels.precision().toString()));
        WorkerOrder order = WorkerOrder.of(new SettingsDocument(resolved).yaml(), source, run, hash, cache, workers);
        if (CommandSpark.isOnCluster() && all.averaging().method() != AveragingSettings.Method.DRIVER) {
            return onExecutors(ListedStudies.of(source), all, order, run, kernels);
        }
        try (SliceSource labelled = source.labelledWindows(run.cache());
                Lanes lanes = new Lanes(all.train().lanesHere());
                CommandSpark spark = CommandSpark.open("train", workers)) {
            return new TrainingJob(run, all, labelled, kernels, lanes)
                    .run(new Workers(spark.session().sparkContext(), all, order, run, kernels, lanes));
        }
    }

    /** Leaves all windows to the executors: those of workers and those that the classifier is fitted on. */
    private TrainingJob.Result onExecutors(
            ListedStudies studies, Settings all, WorkerOrder order, RunPlace run, Kernels kernels) throws IOException {
        try (Lanes lanes = new Lanes(all.train().lanesHere());
                CommandSpark spark = CommandSpark.open("train", order.workers())) {
            SparkContext context = spark.session().sparkContext();
            return new TrainingJob(run, all, studies, kernels, lanes)
                    .run(
                            new Workers(context, all, order, run, kernels, lanes),
                            new ExecutorClassifier(context, studies, lanes, cache));
        }
    }

    private Map<String, Object> facts(TrainingJob.Result result, String hash) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("output", output);
        facts.put("settings_hash", hash);
        facts.put("iterations", result.iterations());
        facts.put("weights", result.weights());
        facts.put("classifier", result.classified());
        return facts;
    }

    private int report(RunPlace run, TrainingJob.Result result) {
        PrintWriter out = json.text(spec);
        if (result.wasDone()) {
            return nothingToDo(result.iterations());
        }
        out.println(result.iterations() + " iterations done, weights in " + result.weights());
        out.println(
                result.classified()
                        ? "classifier for score in " + run.shown(run.folder().classifierFile())
                        : "no classifier.json, so no score: two classes with labelled training studies are wanted; the weights serve"
                                + " evaluate and export all the same");
        return ExitCode.DONE;
    }

    private int nothingToDo(long iterations) {
        json.text(spec).println(output + " is finished (" + iterations + " iterations); nothing to do");
        return ExitCode.NOTHING_NEW;
    }

    /** Makes the path of the starting weights absolute, because executors and later commands have other working folders. */
    private static Settings withAbsolutePath(Settings settings) {
        String file = settings.train().pretrained();
        if (file.isEmpty()) {
            return settings;
        }
        Path path = Path.of(file).toAbsolutePath();
        if (!Files.isRegularFile(path)) {
            throw new UsageException("train.pretrained is " + file + ", which is no file; wanted a .pth or .safetensors"
                    + " file of a backbone, or empty text");
        }
        return settings.withTrain(settings.train().withPretrained(path.toString()));
    }
}
