package io.mmdino.bench;

import io.mmdino.config.UsageException;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.terminal.ExitCode;
import io.mmdino.terminal.TerminalProgress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code bench train-step} command: whole training steps. */
@Command(
        name = "train-step",
        description =
                "Whole training steps at the paper's sizes (2 x 98 px, 8 x 56 px, 4 sequences, head 2048/256): teacher,"
                        + " student, losses, AdamW and moving average, beside the matrix products alone.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchTrainStep implements Callable<Integer> {

    private static final int SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            defaultValue = "vit_small",
            description = "vit_small, vit_base, vit_large, vit_giant, or tiny, which only checks that it runs.")
    private String architecture;

    @Option(names = "--studies", paramLabel = "N", defaultValue = "8", description = "Studies a step.")
    private int studies;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "Watch resident memory over so many steps instead of timing.")
    private int steps;

    @Option(
            names = "--crop-threads",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Make the crops of each step on so many threads, in turn with the computation and ahead of it,"
                            + " instead of timing the products; 0 times the products.")
    private int cropThreads;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() {
        ModelSettings model = UsageException.checked(() -> PaperShapes.model(architecture));
        int rounds = options.rounds();
        if (cropThreads < 0) {
            throw new UsageException("--crop-threads is " + cropThreads + ", wanted 0 (no crops) or more");
        }
        Kernels kernels = options.kernels();
        BenchReport report =
                new BenchReport("train-step").put("arch", architecture).put("studies", studies);
        try (Lanes lanes = new Lanes(options.lanes())) {
            if (steps > 0) {
                watch(model, kernels, lanes, report);
            } else if (cropThreads > 0) {
                overlap(model, kernels, lanes, rounds, report);
            } else if (options.alone()) {
                timeAlone(model, kernels, lanes, report);
            } else {
                time(model, kernels, lanes, report);
            }
            report.put("precision", kernels.precision().toString())
                    .machine(kernels.name(), lanes.count())
                    .print(spec.commandLine().getOut(), options.json());
        }
        return ExitCode.DONE;
    }

    private TrainingBench bench(ModelSettings model, Kernels kernels, Lanes lanes) {
        return new TrainingBench(model, PaperShapes.crops(), PaperShapes.losses(), studies, kernels, lanes);
    }

    private void time(ModelSettings model, Kernels kernels, Lanes lanes, BenchReport report) {
        ProductCount count = new ProductCount();
        try (TrainingBench whole = bench(model, kernels, lanes);
                TrainingBench products = bench(model, count.kernels(options.other(kernels)), lanes)) {
            products.step();
            count.stop();
            rates(count, options.time(report, "step_s", whole::step, products::step), report);
        }
    }

    /** The step that counts is over before the timed ones begin: a GPU may not have memory for both. */
    private void timeAlone(ModelSettings model, Kernels kernels, Lanes lanes, BenchReport report) {
        ProductCount count = new ProductCount();
        try (TrainingBench counted = bench(model, count.kernels(kernels), lanes)) {
            counted.step();
        }
        try (TrainingBench whole = bench(model, kernels, lanes)) {
            rates(count, options.time(report, "step_s", whole::step, null), report);
        }
    }

    private void rates(ProductCount count, Alternation times, BenchReport report) {
        double gflop = count.operations() / 1e9;
        report.put("studies_per_s", studies / times.first())
                .put("gflop", gflop)
                .put("gflop_per_s", gflop / times.first())
                .put("kernel_calls", count.calls());
    }

    private void overlap(ModelSettings model, Kernels kernels, Lanes lanes, int rounds, BenchReport report) {
        try (TrainingBench whole = bench(model, kernels, lanes);
                Lanes cropLanes = new Lanes(cropThreads)) {
            CropsBench crops = new CropsBench(model.backbone(), studies, cropLanes, whole::step);
            Alternation times = Alternation.time(crops::inTurn, crops::ahead, options.warmup(), rounds);
            report.put("crop_threads", cropThreads)
                    .put("crops_s", crops.cropSeconds())
                    .put("in_turn_s", times.first())
                    .put("ahead_s", times.second())
                    .put("ratio", times.ratio())
                    .put("rounds", rounds);
        }
    }

    /** Growth is measured after a tenth of the steps, when the JIT and the workspaces have allocated their memory. */
    private void watch(ModelSettings model, Kernels kernels, Lanes lanes, BenchReport report) {
        int settled = Math.max(1, steps / 10);
        double start = 0;
        try (TrainingBench whole = bench(model, kernels, lanes);
                TerminalProgress progress = TerminalProgress.start("steps", "steps", steps)) {
            for (int step = 1; step <= steps; step++) {
                whole.step();
                double now = ResidentMemory.megabytes();
                start = step == settled ? now : start;
                if (step == 1 || step % Math.max(1, steps / SHOWN) == 0) {
                    spec.commandLine().getOut().printf("step %d: %.0f MB resident%n", step, now);
                }
                progress.reached(step);
            }
        }
        double end = ResidentMemory.megabytes();
        report.put("steps", steps)
                .put("from_step", settled)
                .put("resident_mb_from", start)
                .put("resident_mb_to", end)
                .put("growth_mb", end - start);
    }
}
