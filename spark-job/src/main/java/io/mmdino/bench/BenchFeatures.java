package io.mmdino.bench;

import io.mmdino.config.UsageException;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.terminal.ExitCode;
import io.mmdino.vit.VitSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code bench features} command: features as evaluation and scoring compute them. */
@Command(
        name = "features",
        description =
                "Features of windows with four sequences at 224 px (1,025 tokens a window), beside the matrix products"
                        + " alone. A study has evaluation.windows-per-axis windows of three axes.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchFeatures implements Callable<Integer> {

    private static final int SIDE = 224;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            defaultValue = "vit_small",
            description = "vit_small, vit_base, vit_large, vit_giant, or tiny, which only checks that it runs.")
    private String architecture;

    @Option(names = "--windows", paramLabel = "N", defaultValue = "8", description = "Windows a round.")
    private int windows;

    @Option(
            names = "--together",
            paramLabel = "N",
            defaultValue = "0",
            description = "Windows of one call; 0: as many as evaluation takes.")
    private int together;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() {
        VitSettings shape = UsageException.checked(() -> PaperShapes.backbone(architecture));
        UsageException.checked(this::requireWindows);
        Kernels kernels = options.kernels();
        try (Lanes lanes = new Lanes(options.lanes());
                FeaturesBench whole = new FeaturesBench(shape, SIDE, windows, together, kernels, lanes);
                FeaturesBench products = options.alone()
                        ? null
                        : new FeaturesBench(shape, SIDE, windows, together, options.other(kernels), lanes)) {
            BenchReport report = new BenchReport("features")
                    .put("arch", architecture)
                    .put("windows", windows)
                    .put("windows_together", whole.together())
                    .put("tokens", shape.tokens(SIDE));
            Alternation times =
                    options.time(report, "features_s", whole::features, products == null ? null : products::features);
            report.put("windows_per_s", windows / times.first())
                    .put("precision", kernels.precision().toString())
                    .machine(kernels.name(), lanes.count())
                    .print(spec.commandLine().getOut(), options.json());
        }
        return ExitCode.DONE;
    }

    private int requireWindows() {
        if (windows < 1 || together < 0) {
            throw new IllegalArgumentException(
                    "--windows is " + windows + " and --together " + together + ", wanted 1 or more and 0 or more");
        }
        return windows;
    }
}
