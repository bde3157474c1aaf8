package io.mmdino.cli;

import io.mmdino.config.UsageException;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.inference.ListedStudies;
import io.mmdino.job.CommandSpark;
import io.mmdino.job.JoinedWindows;
import io.mmdino.job.Shards;
import io.mmdino.shard.SliceSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** Options of every command that evaluates: the shards to fit, validate and test on. */
final class EvaluationShards {

    @Option(
            names = "--train",
            paramLabel = "SHARDS",
            required = true,
            description = "Shards whose labelled TRAIN studies are fitted on.")
    private String train;

    @Option(names = "--test", paramLabel = "SHARDS", required = true, description = "Shards to test on.")
    private String test;

    @Option(
            names = "--validation",
            paramLabel = "SHARDS",
            description = "Shards whose labelled studies are the validation. Default: the VALIDATION split of --train.")
    private Optional<String> validation = Optional.empty();

    private final Configuration conf = CommandSpark.hadoop();

    String trainName() {
        return train;
    }

    String testName() {
        return test;
    }

    Shards train() throws IOException {
        return Shards.open(conf, train);
    }

    Shards test() throws IOException {
        return Shards.open(conf, test);
    }

    /**
     * The studies to fit on, to validate on and to test on.
     *
     * @param copies local folder for copies of windows
     * @throws UsageException when the shards do not match or lack labels
     */
    Cohorts cohorts(Shards trained, Shards tested, Path copies, List<String> classNames) throws IOException {
        SliceSource own = withValidation(trained.windows(copies), copies);
        SliceSource others = tested.windows(copies);
        boolean separate = !trained.isSameFolder(tested);
        return UsageException.checked(() -> new Cohorts(own, others, separate, classNames));
    }

    /**
     * The studies to fit on, to validate on and to test on, without their windows.
     *
     * @throws UsageException when the shards do not match or lack labels
     */
    Cohorts listed(Shards trained, Shards tested, List<String> classNames) throws IOException {
        ListedStudies own = ListedStudies.of(trained);
        SliceSource fitted = validation.isEmpty()
                ? own
                : new JoinedWindows(own, ListedStudies.of(Shards.open(conf, validation.get())));
        ListedStudies others = ListedStudies.of(tested);
        boolean separate = !trained.isSameFolder(tested);
        return UsageException.checked(() -> new Cohorts(fitted, others, separate, classNames));
    }

    private SliceSource withValidation(SliceSource own, Path copies) throws IOException {
        if (validation.isEmpty()) {
            return own;
        }
        return new JoinedWindows(own, Shards.open(conf, validation.get()).windows(copies));
    }
}
