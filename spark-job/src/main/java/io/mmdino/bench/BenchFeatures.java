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
                "Features of studies with four sequences at 224 px (1,025 tokens a study), beside the matrix products"
                        + " alone.",
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
            description = "vit_small, vit_base, vit_large or vit_giant.")
    private String architecture;

    @Option(names = "--studies", paramLabel = "N", defaultValue = "8", description = "Studies a round.")
    private int studies;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() {
        VitSettings shape = UsageException.checked(() -> PaperShapes.backbone(architecture));
        int rounds = options.rounds();
        Kernels kernels = options.kernels();
        try (Lanes lanes = new Lanes(options.lanes());
                BackboneBench whole = new BackboneBench(shape, SIDE, studies, kernels, lanes);
                BackboneBench products = new BackboneBench(shape, SIDE, studies, options.other(kernels), lanes)) {
            Alternation times = Alternation.time(whole::features, products::features, options.warmup(), rounds);
            new BenchReport("features")
                    .put("arch", architecture)
                    .put("studies", studies)
                    .put("tokens", shape.tokens(SIDE))
                    .put("studies_per_s", studies / times.first())
                    .put("features_s", times.first())
                    .put(options.otherSeconds(), times.second())
                    .put("ratio", times.ratio())
                    .put("rounds", rounds)
                    .put("precision", kernels.precision().toString())
                    .machine(kernels.name(), lanes.count())
                    .print(spec.commandLine().getOut(), options.json());
        }
        return ExitCode.DONE;
    }
}
