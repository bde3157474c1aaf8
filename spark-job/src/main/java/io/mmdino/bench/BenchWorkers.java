package io.mmdino.bench;

import io.mmdino.average.AveragingSettings.Mode;
import io.mmdino.cluster.BarrierStage;
import io.mmdino.config.UsageException;
import io.mmdino.job.CommandSpark;
import io.mmdino.terminal.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code bench workers} command: training steps of several workers compared with one. */
@Command(
        name = "workers",
        description =
                "Training steps of several workers with one lane each, averaging included, beside one worker with as"
                        + " many lanes and the same whole batch; in turn, in one run, on the given --master.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchWorkers implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--arch", paramLabel = "NAME", defaultValue = "vit_small", description = "As in train-step.")
    private String architecture;

    @Option(names = "--workers", paramLabel = "W", defaultValue = "2", description = "How many.")
    private int workers;

    @Option(names = "--studies", paramLabel = "N", defaultValue = "4", description = "Studies of the whole batch.")
    private int studies;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "parameters",
            description = "gradients or parameters.")
    private Mode mode;

    @Option(
            names = "--period",
            paramLabel = "K",
            defaultValue = "10",
            description = "Steps of one turn, and from one round to the next.")
    private int period;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Turns timed, after one that is not.")
    private int rounds;

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, vector, scalar, nd4j, cuda or nd4j-cuda.")
    private String kernels;

    @Option(names = "--json", description = "One JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() {
        if (workers < 1 || studies < workers || studies % workers != 0 || period < 1 || rounds < 1) {
            throw new UsageException("--workers is " + workers + ", --studies " + studies + ", --period " + period
                    + ", --rounds " + rounds + ", wanted 1 or more of each, and as many studies for each worker");
        }
        UsageException.checked(() -> PaperShapes.model(architecture));
        try (CommandSpark spark = CommandSpark.open("bench workers", workers)) {
            List<double[][]> all = BarrierStage.run(
                    spark.session().sparkContext(),
                    workers,
                    new WorkersBench(architecture, kernels, studies, mode, period, rounds));
            report(all.get(0), spark.session().sparkContext().master());
        }
        return ExitCode.DONE;
    }

    private void report(double[][] seconds, String master) {
        double alone = Alternation.median(seconds[0]);
        double together = Alternation.median(seconds[1]);
        new BenchReport("workers")
                .put("arch", architecture)
                .put("master", master)
                .put("workers", workers)
                .put("studies", studies)
                .put("mode", mode.name().toLowerCase(java.util.Locale.ROOT))
                .put("period", period)
                .put("one_worker_s", alone)
                .put("several_workers_s", together)
                .put("throughput_ratio", alone / together)
                .put("one_worker_studies_per_s", studies * period / alone)
                .put("several_workers_studies_per_s", studies * period / together)
                .put("rounds", rounds)
                .machine(kernels, workers)
                .print(spec.commandLine().getOut(), json);
    }
}
