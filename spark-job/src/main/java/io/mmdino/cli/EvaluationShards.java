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

    @Option(
            names = "--allow-overlap",
            description =
                    "Test and validate also on studies that are among those of --train's TRAIN split: the same files, under"
                            + " whatever id. Without it they are refused.")
    private boolean allowOverlap;

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

    /** What a cohort takes of a shard folder: its windows, or the list of its studies. */
    private interface Opening {
        SliceSource of(Shards shards) throws IOException;
    }

    /**
     * The studies to fit on, to validate on and to test on.
     *
     * @param copies local folder for copies of windows
     * @throws UsageException when the shards do not match, lack labels, or test or validate on studies of the training
     */
    Cohorts cohorts(Shards trained, Shards tested, Path copies, List<String> classNames) throws IOException {
        return cohorts(trained, tested, shards -> shards.windows(copies), classNames);
    }

    /** The studies to fit on, to validate on and to test on, without their windows. */
    Cohorts listed(Shards trained, Shards tested, List<String> classNames) throws IOException {
        return cohorts(trained, tested, ListedStudies::of, classNames);
    }

    private Cohorts cohorts(Shards trained, Shards tested, Opening opening, List<String> classNames)
            throws IOException {
        boolean separate = !trained.isSameFolder(tested);
        if (separate) { // the TEST split of one folder has no patient of its TRAIN split
            requireNoneOf(trained, tested, "--test");
        }
        SliceSource own = withValidation(trained, opening);
        SliceSource others = opening.of(tested);
        return UsageException.checked(() -> new Cohorts(own, others, separate, classNames));
    }

    private SliceSource withValidation(Shards trained, Opening opening) throws IOException {
        if (validation.isEmpty()) {
            return opening.of(trained);
        }
        Shards validated = Shards.open(conf, validation.get());
        requireNoneOf(trained, validated, "--validation");
        return new JoinedWindows(opening.of(trained), opening.of(validated));
    }

    private void requireNoneOf(Shards trained, Shards others, String option) throws IOException {
        long copies = allowOverlap ? 0 : others.labelledCopiesOfTraining(trained);
        if (copies > 0) {
            throw new UsageException(option + " " + others.name() + " has " + copies
                    + " labelled studies that are in the TRAIN split of --train " + trained.name()
                    + ": scores on them tell nothing about other patients. Name shards of other patients, the same folder for its"
                    + " TEST split, or give --allow-overlap");
        }
    }
}
