package io.mmdino.cli;

import io.mmdino.checkpoint.AtomicFile;
import io.mmdino.config.Settings;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.Evaluation;
import io.mmdino.evaluate.EvaluationJson;
import io.mmdino.evaluate.EvaluationResult;
import io.mmdino.evaluate.EvaluationText;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.shard.SliceSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges a trained model beside the untrained one. */
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

    @Option(
            names = "--train",
            paramLabel = "SHARDS",
            required = true,
            description = "Shards whose labelled TRAIN studies the classifiers are fitted on.")
    private String train;

    @Option(names = "--test", paramLabel = "SHARDS", required = true, description = "Shards to test on.")
    private String test;

    @Option(
            names = "--validation",
            paramLabel = "SHARDS",
            description = "Shards whose labelled studies are the validation. Default: the VALIDATION split of --train.")
    private Optional<String> validation = Optional.empty();

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
            description = "An evaluation setting, or train.lanes or train.kernels, other than the run's.")
    private List<String> sets = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Configuration conf = HadoopConfiguration.here();
        String text;
        try (Delivery delivery = Delivery.to(conf, output)) {
            if (delivery.isFolder()) {
                throw new UsageException(
                        "the output " + output + " is a folder, wanted a file such as evaluation.json");
            }
            try (RunPlace run = RunPlace.existing(conf, model, cache)) {
                EvaluationResult result = evaluate(conf, run, run.folder().settings(sets));
                text = EvaluationText.of(result);
                EvaluationJson.write(result, delivery.path());
                delivery.send(write(text, delivery.path()));
                delivery.send(delivery.path());
            }
        }
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().println("as JSON in " + output);
        return ExitCode.DONE;
    }

    private EvaluationResult evaluate(Configuration conf, RunPlace run, Settings settings) throws IOException {
        Shards trainShards = Shards.open(conf, train);
        Shards testShards = Shards.open(conf, test);
        new ShardSettings(trainShards.state()).require(settings.ingest(), train);
        new ShardSettings(testShards.state()).require(settings.ingest(), test);
        Path copies = run.cache();
        run.requireModel(checkpoint);
        try (SliceSource own = trainShards.windows(copies);
                SliceSource tested = testShards.windows(copies);
                Lanes lanes = new Lanes(settings.train().lanesHere());
                TrainedModel trained = TrainedModel.open(run.folder(), settings, checkpoint);
                ParameterVector untrained = trained.untrained();
                CountedStages progress = new CountedStages("evaluate")) {
            Cohorts cohorts = new Cohorts(
                    withValidation(conf, own, copies),
                    tested,
                    !trainShards.isSameFolder(testShards),
                    settings.evaluation().classNames());
            return Evaluation.run(
                    cohorts,
                    trained.input(),
                    trained.encoders(trained.teacher()),
                    Optional.of(trained.encoders(untrained)),
                    settings.evaluation(),
                    lanes,
                    progress::at);
        }
    }

    private SliceSource withValidation(Configuration conf, SliceSource own, Path copies) throws IOException {
        if (validation.isEmpty()) {
            return own;
        }
        return new JoinedWindows(own, Shards.open(conf, validation.get()).windows(copies));
    }

    private static Path write(String text, Path json) throws IOException {
        String name = json.getFileName().toString().replaceAll("\\.json$", "") + ".txt";
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        Path file = json.resolveSibling(name);
        AtomicFile.write(file, channel -> channel.write(bytes));
        return file;
    }
}
