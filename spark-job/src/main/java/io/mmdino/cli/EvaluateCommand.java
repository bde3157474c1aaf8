package io.mmdino.cli;

import io.mmdino.config.Settings;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.Evaluation;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.evaluate.EvaluationText;
import io.mmdino.evaluate.Metric;
import io.mmdino.inference.ExecutorEvaluation;
import io.mmdino.job.CommandSpark;
import io.mmdino.job.ShardSettings;
import io.mmdino.job.Shards;
import io.mmdino.job.TrainedModel;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.run.RunFolder.Checkpoint;
import io.mmdino.run.RunPlace;
import io.mmdino.terminal.CountedStages;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.JsonResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code evaluate} command: compares a trained model with the untrained one and with raw pixels. */
@Command(
        name = "evaluate",
        description = {
            "Judges a trained model beside the untrained one and beside raw pixels: logistic regression on the features of"
                    + " labelled training studies, tested on other studies.",
            "When --test is another folder than --train, all its labelled studies are tested; otherwise the TEST split."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            required = true,
            description = "Run folder, from train: a path or an address.")
    private String model;

    @Mixin
    private EvaluationShards shards;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "JSON file to write, a path or an address; the same as text goes beside it as .txt.")
    private String output;

    @Option(
            names = "--checkpoint",
            paramLabel = "best|last",
            description = "Default: the best where validation kept one, else the last.")
    private Optional<Checkpoint> checkpoint = Optional.empty();

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Local folder for copies of windows. Default: RUN/cache, or one in the temporary folder.")
    private Optional<Path> cache = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "An evaluation setting, or train.lanes, train.kernels or train.precision, other than the run's.")
    private List<String> sets = new ArrayList<>();

    @Mixin
    private JsonResult json;

    @Override
    public Integer call() throws IOException {
        Configuration conf = CommandSpark.hadoop();
        EvaluationResult result;
        String text;
        try (EvaluationOutput files = EvaluationOutput.to(conf, output);
                RunPlace run = RunPlace.existing(conf, model, cache)) {
            result = evaluate(run, run.folder().settings(sets));
            text = EvaluationText.of(result);
            files.write(result, text);
        }
        json.text(spec).print(text);
        json.text(spec).println("as JSON in " + output);
        return json.finish(spec, ExitCode.DONE, facts(result));
    }

    private Map<String, Object> facts(EvaluationResult result) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("output", output);
        facts.put("settings_hash", result.settingsHash());
        facts.put("tested", result.trained().test().studies());
        facts.put("mcc", result.trained().test().of(Metric.MCC));
        result.untrained()
                .ifPresent(before -> facts.put("untrained_mcc", before.test().of(Metric.MCC)));
        return facts;
    }

    private EvaluationResult evaluate(RunPlace run, Settings settings) throws IOException {
        Shards trainShards = shards.train();
        Shards testShards = shards.test();
        new ShardSettings(trainShards.state()).require(settings.ingest(), shards.trainName());
        new ShardSettings(testShards.state()).require(settings.ingest(), shards.testName());
        run.requireModel(checkpoint);
        return CommandSpark.isOnCluster()
                ? onExecutors(run, settings, trainShards, testShards)
                : here(run, settings, trainShards, testShards);
    }

    private EvaluationResult onExecutors(RunPlace run, Settings settings, Shards trainShards, Shards testShards)
            throws IOException {
        Cohorts cohorts =
                shards.listed(trainShards, testShards, settings.evaluation().classNames());
        try (Lanes lanes = new Lanes(settings.train().lanesHere());
                TrainedModel trained = TrainedModel.onDriver(run.folder(), settings, checkpoint);
                ParameterVector untrained = trained.untrained();
                CommandSpark spark = CommandSpark.open("evaluate");
                CountedStages progress = new CountedStages("evaluate")) {
            return new ExecutorEvaluation(spark.session().sparkContext(), trained, cache)
                    .run(cohorts, untrained, lanes, progress::at);
        }
    }

    private EvaluationResult here(RunPlace run, Settings settings, Shards trainShards, Shards testShards)
            throws IOException {
        try (Cohorts cohorts = shards.cohorts(
                        trainShards,
                        testShards,
                        run.cache(),
                        settings.evaluation().classNames());
                Lanes lanes = new Lanes(settings.train().lanesHere());
                TrainedModel trained = TrainedModel.open(run.folder(), settings, checkpoint);
                ParameterVector untrained = trained.untrained();
                CountedStages progress = new CountedStages("evaluate")) {
            return Evaluation.run(
                            cohorts,
                            trained.input(),
                            trained.encoders(trained.teacher()),
                            Optional.of(trained.encoders(untrained)),
                            settings.evaluation(),
                            lanes,
                            progress::at)
                    .noting("features were computed by " + trained.computation());
        }
    }
}
