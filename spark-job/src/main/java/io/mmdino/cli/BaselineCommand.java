package io.mmdino.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.baseline.Baseline;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.config.UsageException;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.EvaluationJson;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.evaluate.EvaluationText;
import io.mmdino.evaluate.SideBySide;
import io.mmdino.job.CommandSpark;
import io.mmdino.job.ShardOrder;
import io.mmdino.job.ShardSettings;
import io.mmdino.job.Shards;
import io.mmdino.kernel.Lanes;
import io.mmdino.terminal.CountedStages;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.SettingsOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@code baseline} command: trains and evaluates a supervised network. Its difference to the scores of {@code evaluate} shows
 * what training on unlabelled studies adds.
 */
@Command(
        name = "baseline",
        description = {
            "Trains a small convolutional network from the labels alone, by Deeplearning4j's parameter averaging on Spark,"
                    + " and judges it as evaluate judges a model: what it lacks is what the unlabelled studies bring.",
            "When --test is another folder than --train, all its labelled studies are tested; otherwise the TEST split."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BaselineCommand implements Callable<Integer> {

    private static final String SERIALIZER = "spark.serializer";

    @Spec
    private CommandSpec spec;

    @Mixin
    private EvaluationShards shards;

    @Mixin
    private SettingsOptions settings;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "JSON file to write, a path or an address; the same as text and the settings go beside it.")
    private String output;

    @Option(
            names = "--beside",
            paramLabel = "FILE",
            description = "JSON file of evaluate on the same shards, to show both in one table.")
    private Optional<Path> beside = Optional.empty();

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Local folder for copies of windows. Default: in the folder for temporary files.")
    private Optional<Path> cache = Optional.empty();

    @Override
    public Integer call() throws IOException {
        try (EvaluationOutput files = EvaluationOutput.to(CommandSpark.hadoop(), output)) {
            return run(files);
        }
    }

    private int run(EvaluationOutput files) throws IOException {
        Optional<JsonNode> model =
                beside.isPresent() ? Optional.of(EvaluationFile.read(beside.get())) : Optional.empty();
        Shards trained = shards.train();
        Settings wanted = settings.read(trained.settings(), Settings.class);
        Settings all = wanted.withIngest(new ShardSettings(trained.state()).adopt(wanted.ingest(), shards.trainName()));
        model.ifPresent(
                json -> EvaluationFile.requireSameWindows(json, all.evaluation().windowsPerAxis(), beside.get()));
        ShardOrder order = ShardOrder.of(trained, cache);
        EvaluationResult result;
        try (Cohorts cohorts = shards.cohorts(
                trained, shards.test(), order.copies(), all.evaluation().classNames())) {
            UsageException.checked(() -> Baseline.trainingStudies(cohorts));
            model.ifPresent(json -> EvaluationFile.requireSameStudies(json, cohorts, beside.get()));
            result = run(all, order, cohorts);
        }
        String text = EvaluationText.of(result);
        files.writeBeside(".settings.yaml", new SettingsDocument(all).yaml());
        files.write(result, text);
        report(result, text, model);
        return ExitCode.DONE;
    }

    private EvaluationResult run(Settings all, ShardOrder order, Cohorts cohorts) throws IOException {
        // Executors on the driver's machine read its copies; record numbers are equal in every copy.
        Baseline.SliceSourceFactory labelled = () -> order.open().labelledWindows(order.copies());
        try (Lanes lanes = new Lanes(all.train().lanesHere());
                CommandSpark spark =
                        CommandSpark.open("baseline", all.baseline().workers());
                CountedStages progress = new CountedStages("baseline", "steps and studies")) {
            requireJavaSerializer(spark);
            Baseline baseline = Baseline.of(cohorts, labelled, all.baseline(), all.evaluation(), lanes, progress::at);
            return baseline.run(
                    JavaSparkContext.fromSparkContext(spark.session().sparkContext()), all.crops());
        }
    }

    private static void requireJavaSerializer(CommandSpark spark) {
        String serializer = spark.session().sparkContext().conf().get(SERIALIZER, "");
        if (!serializer.isEmpty() && !serializer.endsWith(".JavaSerializer")) {
            throw new UsageException(SERIALIZER + " is " + serializer + ", wanted none or Spark's JavaSerializer:"
                    + " Deeplearning4j's arrays travel by Java's serialisation only");
        }
    }

    private void report(EvaluationResult result, String text, Optional<JsonNode> model) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(model.map(json -> SideBySide.text(json, EvaluationJson.of(result)))
                .orElse(text));
        out.println("as JSON in " + output);
    }
}
