package io.mmdino.cli;

import io.mmdino.cluster.scale.Faults;
import io.mmdino.cluster.scale.Link;
import io.mmdino.cluster.scale.Mode;
import io.mmdino.cluster.scale.Ring;
import io.mmdino.cluster.scale.ScaleStudy;
import io.mmdino.cluster.scale.StepTimes;
import io.mmdino.ssl.Model;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Many workers on paper. */
@Command(
        name = "scale",
        description =
                "Predicts a run on many workers from measured constants, and replays it step by step with stragglers and"
                        + " failures. Computes nothing else and needs no cluster; submit/SCALE.md has the formula.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchScale implements Callable<Integer> {

    /** Bytes that each of two workers sends for 86 million parameters: what the endpoint's seconds are measured on. */
    private static final double MEASURED_BYTES = 344e6;

    @Spec
    private CommandSpec spec;

    @Option(names = "--workers", paramLabel = "N", split = ",", defaultValue = "8,64,512", description = "Workers.")
    private List<Integer> workers;

    @Option(
            names = "--gigabits",
            paramLabel = "GB/S",
            split = ",",
            defaultValue = "10,100",
            description = "Bandwidth of each worker and direction, gigabits per second.")
    private List<Double> gigabits;

    @Option(
            names = "--periods",
            paramLabel = "K",
            split = ",",
            defaultValue = "10,50,500",
            description = "Steps between two averagings of parameters; a row each, beside gradients of every step.")
    private List<Integer> periods;

    @Option(
            names = "--step-seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "One worker's step (bench train-step --arch vit_base).")
    private double stepSeconds;

    @Option(
            names = "--parameters",
            paramLabel = "N",
            defaultValue = "0",
            description = "Parameters of the model; 0 counts those of ViT-B with the paper's head.")
    private double parameters;

    @Option(
            names = "--prototypes",
            paramLabel = "K",
            defaultValue = "3",
            description = "Prototypes, whose statistics gradients mode sums in every step.")
    private int prototypes;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "8400", description = "Steps of the run.")
    private int iterations;

    @Mixin
    private ScaleConstants constants;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "100", description = "Replays of each row.")
    private int runs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Of the replays.")
    private long seed;

    @Option(names = "--json", description = "One JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() {
        ScaleStudy study = UsageException.checked(this::study);
        List<ScaleStudy.Row> rows;
        try (TerminalProgress progress = TerminalProgress.start("bench scale", "runs", (long) workers.size() * runs)) {
            rows = UsageException.checked(() -> study.rows(progress));
        }
        new ScaleReport(study, rows).print(spec.commandLine().getOut(), json);
        return ExitCode.DONE;
    }

    private ScaleStudy study() {
        StepTimes times = constants.times(stepSeconds);
        Faults faults = constants.faults();
        List<Link> links = gigabits.stream()
                .map(speed -> constants.link(speed, MEASURED_BYTES))
                .toList();
        List<Ring> sizes = workers.stream()
                .map(size -> new Ring(size, length(), prototypes))
                .toList();
        List<Mode> modes = Stream.concat(
                        Stream.of(Mode.gradients()), periods.stream().map(Mode::parameters))
                .toList();
        return new ScaleStudy(sizes, links, modes, times, faults, iterations, runs, seed);
    }

    /** Doubles so that 86e6 may be written. */
    private long length() {
        if (parameters != Math.rint(parameters)) {
            throw new IllegalArgumentException("parameters is " + parameters + ", wanted a whole number");
        }
        return parameters == 0
                ? new Model(PaperShapes.model("vit_base")).layout().length()
                : (long) parameters;
    }
}
