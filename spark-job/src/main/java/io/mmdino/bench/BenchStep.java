package io.mmdino.bench;

import io.mmdino.config.UsageException;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.terminal.ExitCode;
import io.mmdino.vit.VitSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code bench step} command: forward and backward of a backbone. */
@Command(
        name = "step",
        description =
                "Forward and backward of a backbone on 224 px images in 16 px patches (197 tokens a study), beside its"
                        + " matrix products alone.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchStep implements Callable<Integer> {

    private static final int SIDE = 224;
    private static final int PATCH = 16;

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

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() {
        VitSettings shape =
                UsageException.checked(() -> PaperShapes.backbone(architecture, PATCH, SIDE, List.of("t1")));
        Kernels kernels = options.kernels();
        try (Lanes lanes = new Lanes(options.lanes());
                BackboneBench whole = new BackboneBench(shape, SIDE, studies, kernels, lanes);
                BackboneBench products = options.alone()
                        ? null
                        : new BackboneBench(shape, SIDE, studies, options.other(kernels), lanes)) {
            BenchReport report = new BenchReport("step")
                    .put("arch", architecture)
                    .put("studies", studies)
                    .put("tokens", shape.tokens(SIDE));
            options.time(report, "step_s", whole::step, products == null ? null : products::step);
            report.put("precision", kernels.precision().toString())
                    .machine(kernels.name(), lanes.count())
                    .print(spec.commandLine().getOut(), options.json());
        }
        return ExitCode.DONE;
    }
}
