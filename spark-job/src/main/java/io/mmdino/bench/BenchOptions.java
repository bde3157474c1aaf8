package io.mmdino.bench;

import io.mmdino.config.UsageException;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import picocli.CommandLine.Option;

/** Options of the benches that compute with kernels in this process. */
final class BenchOptions {

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, vector, scalar, nd4j or cuda.")
    private String kernels;

    @Option(names = "--lanes", paramLabel = "N", defaultValue = "0", description = "CPU threads; 0 takes every core.")
    private int lanes;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "3", description = "Rounds that do not count.")
    private int warmup;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "Rounds timed; medians are told.")
    private int rounds;

    @Option(names = "--json", description = "One JSON object on the last line.")
    private boolean json;

    Kernels kernels() {
        return UsageException.checked(() -> KernelChoice.kernels(kernels));
    }

    int lanes() {
        return lanes == 0 ? Runtime.getRuntime().availableProcessors() : lanes;
    }

    int warmup() {
        return warmup;
    }

    int rounds() {
        if (rounds < 1 || warmup < 0 || lanes < 0) {
            throw new UsageException("--rounds is " + rounds + ", --warmup " + warmup + ", --lanes " + lanes
                    + ", wanted 1 or more rounds, the others 0 or more");
        }
        return rounds;
    }

    boolean json() {
        return json;
    }
}
