package io.mmdino.bench;

import io.mmdino.config.UsageException;
import io.mmdino.kernel.Backends;
import io.mmdino.kernel.HostLibrary;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Precision;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options of the benches that compute with kernels in this process. */
final class BenchOptions {

    private static final String NOTHING = "nothing";

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, vector, scalar, nd4j, cuda or nd4j-cuda.")
    private String kernels;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, float32, tf32 or bfloat16, as train.precision.")
    private String precision;

    @Option(
            names = "--against",
            paramLabel = "LIBRARY",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Time the same in float32 by openblas or onednn in turn with it, instead of the matrix products"
                            + " alone; nothing times it alone, as a GPU wants it.")
    private Optional<String> against = Optional.empty();

    @Option(names = "--lanes", paramLabel = "N", defaultValue = "0", description = "CPU threads; 0 takes every core.")
    private int lanes;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "3", description = "Rounds that do not count.")
    private int warmup;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "Rounds timed; medians are told.")
    private int rounds;

    @Option(names = "--json", description = "One JSON object on the last line.")
    private boolean json;

    Kernels kernels() {
        return UsageException.checked(() -> KernelChoice.kernels(kernels, precision));
    }

    /** What the kernels are timed against: their products alone, or the whole in float32 by another library. */
    Kernels other(Kernels timed) {
        if (against.isEmpty()) {
            return Backends.productsOnly(timed.precision(), HostLibrary.here());
        }
        return UsageException.checked(() -> Backends.vector(Precision.FLOAT32, HostLibrary.of(against.get())));
    }

    /** Whether nothing is timed in turn with the kernels. */
    boolean alone() {
        return against.filter(NOTHING::equals).isPresent();
    }

    /**
     * Times one piece of work in turn with another, and reports both.
     *
     * @param seconds name in the report of the seconds that the first takes
     * @param other null when it is timed {@link #alone}
     */
    Alternation time(BenchReport report, String seconds, Runnable work, Runnable other) {
        Alternation times = Alternation.time(work, other == null ? () -> {} : other, warmup, rounds());
        report.put(seconds, times.first());
        if (other != null) {
            String name = against.map(library -> library + "_s").orElse("gemm_s");
            report.put(name, times.second()).put("ratio", times.ratio());
        }
        report.put("rounds", rounds);
        return times;
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
