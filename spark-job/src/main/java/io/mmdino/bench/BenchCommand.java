package io.mmdino.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code bench} command, whose subcommands each time one part of the job. */
@Command(
        name = "bench",
        description = "Times a part of the job beside its own floor, both in turn in one run.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "PART",
        subcommands = {
            BenchStep.class,
            BenchTrainStep.class,
            BenchFeatures.class,
            BenchIngest.class,
            BenchListing.class,
            BenchCache.class,
            BenchWorkers.class,
            BenchAveraging.class
        })
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** The benches that load no class of Spark or Hadoop, for machines that have neither. */
    public static CommandLine onKernelsAlone() {
        return new CommandLine(CommandSpec.create().name("bench"))
                .addSubcommand("step", new BenchStep())
                .addSubcommand("train-step", new BenchTrainStep())
                .addSubcommand("features", new BenchFeatures());
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "bench of what: step, train-step, features, ingest, listing, cache, workers or averaging?");
    }
}
