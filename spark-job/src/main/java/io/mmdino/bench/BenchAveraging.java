package io.mmdino.bench;

import io.mmdino.cluster.BarrierStage;
import io.mmdino.config.UsageException;
import io.mmdino.job.CommandSpark;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.terminal.ExitCode;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code bench averaging} command: rounds of the ring compared with plain sockets. */
@Command(
        name = "averaging",
        description =
                "Rounds of the ring that sums a vector over all workers, beside the same bytes sent the same way over plain"
                        + " sockets; in turn, in one run, on the given --master.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchAveraging implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--workers", paramLabel = "W", defaultValue = "2", description = "How many, 2 or more.")
    private int workers;

    @Option(
            names = "--parameters",
            paramLabel = "N",
            defaultValue = "86e6",
            description = "float32 values in the vector; ViT-B has 86e6.")
    private double parameters;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "25",
            description = "Rounds that do not count: Java compiles meanwhile.")
    private int warmup;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "15", description = "Rounds timed; medians are told.")
    private int rounds;

    @Option(names = "--json", description = "One JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() {
        if (workers < 2 || warmup < 0 || rounds < 1) {
            throw new UsageException("--workers is " + workers + ", --warmup " + warmup + ", --rounds " + rounds
                    + ", wanted 2 or more workers, 0 or more rounds of warm-up and 1 or more that count");
        }
        if (parameters != Math.rint(parameters) || parameters < workers || parameters > Integer.MAX_VALUE) {
            throw new UsageException("--parameters is " + parameters + ", wanted a whole number from the workers' to "
                    + Integer.MAX_VALUE);
        }
        try (CommandSpark spark = CommandSpark.open("bench averaging", workers)) {
            List<double[][]> all = BarrierStage.run(
                    spark.session().sparkContext(), workers, new AveragingBench((int) parameters, warmup, rounds));
            report(all, spark.session().sparkContext().master());
        }
        return ExitCode.DONE;
    }

    private void report(List<double[][]> all, String master) {
        double[] ring = slowest(all, 0);
        double[] plain = slowest(all, 1);
        double[] ratios =
                IntStream.range(0, rounds).mapToDouble(i -> ring[i] / plain[i]).toArray();
        double seconds = Alternation.median(ring);
        double bytes = parameters * Float.BYTES;
        new BenchReport("averaging")
                .put("master", master)
                .put("workers", workers)
                .put("parameters", (long) parameters)
                .put("vector_mb", bytes / 1e6)
                .put("ring_s", seconds)
                .put("plain_sockets_s", Alternation.median(plain))
                .put("ratio", Alternation.median(ratios))
                .put("ring_least_s", least(ring))
                .put("plain_sockets_least_s", least(plain))
                .put("ring_gb_per_s", 2 * (workers - 1.0) / workers * bytes / 1e9 / seconds)
                .put(
                        "ring_memory_vectors",
                        all.stream().mapToDouble(results -> results[2][0]).max().orElseThrow())
                .put("rounds", rounds)
                .machine(KernelChoice.onHost().name(), workers)
                .print(spec.commandLine().getOut(), json);
    }

    /** Time of the slowest worker in each round: all start at a barrier, and a round ends when the last has its sum. */
    private double[] slowest(List<double[][]> all, int which) {
        return IntStream.range(0, rounds)
                .mapToDouble(round -> all.stream()
                        .mapToDouble(results -> results[which][round])
                        .max()
                        .orElseThrow())
                .toArray();
    }

    private static double least(double[] seconds) {
        return Arrays.stream(seconds).min().orElseThrow();
    }
}
