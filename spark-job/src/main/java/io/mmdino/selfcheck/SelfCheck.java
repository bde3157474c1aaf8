package io.mmdino.selfcheck;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compares this machine's numbers with recorded traces of the reference implementation, then gradients with finite
 * differences. Traces that use kernels are replayed once with each of them. A trace that cannot be replayed gives a result
 * that is out of bounds, and the others are still replayed.
 */
public final class SelfCheck {

    private final List<Kernels> kernels;
    private final Lanes lanes;

    /**
     * The comparison of one quantity.
     *
     * @param kernels name of the kernels that computed it, or {@link #NO_KERNELS}
     * @param trace name of the trace or check
     * @param quantity what was compared
     * @param error largest error, relative to the expected value; infinite when nothing could be compared
     * @param bound largest error that is allowed
     * @param reason why nothing could be compared; else empty
     */
    public record Result(String kernels, String trace, String quantity, double error, double bound, String reason) {

        /** Stands for the kernels' name where none are used. */
        public static final String NO_KERNELS = "-";

        /** Whether the error is within its bound; false for NaN. */
        public boolean holds() {
            return error <= bound;
        }
    }

    public SelfCheck(List<Kernels> kernels, Lanes lanes) {
        this.kernels = List.copyOf(kernels);
        this.lanes = lanes;
    }

    /** Runs all checks. @param sink gets each result as soon as it is known */
    public void run(Traces traces, Consumer<Result> sink) {
        replay(traces, sink);
        FiniteDifference.runAll(lanes, sink);
    }

    void replay(Traces traces, Consumer<Result> sink) {
        for (Kernels own : kernels) {
            traces.all().stream()
                    .filter(trace -> trace.kind().usesKernels())
                    .forEach(trace -> replay(trace, new CheckResults(own.name(), trace.name(), sink), own));
        }
        traces.all().stream()
                .filter(trace -> !trace.kind().usesKernels())
                .forEach(trace -> replay(trace, new CheckResults(Result.NO_KERNELS, trace.name(), sink)));
    }

    private void replay(Trace trace, CheckResults results, Kernels own) {
        results.attempt("replay", () -> {
            try (Safetensors file = Safetensors.open(trace.tensors())) {
                switch (trace.kind()) {
                    case STEPS -> new StepReplay(TraceFiles.json(beside(trace)), file, own, results).run(lanes);
                    case BACKBONE -> new BackboneReplay(file, own, results).run();
                    default -> new LossReplay(file, own, results).run();
                }
            }
        });
    }

    private static void replay(Trace trace, CheckResults results) {
        results.attempt("replay", () -> {
            try (Safetensors file = Safetensors.open(trace.tensors())) {
                switch (trace.kind()) {
                    case EVALUATION -> new EvaluationReplay(file, results).run();
                    case CHECKPOINT -> new CheckpointReplay(trace.subject(), file, results).run();
                    case IMAGING -> imaging(trace, file, results);
                    default -> throw new IOException("it could not be opened at first, and now can: run again");
                }
            }
        });
    }

    private static void imaging(Trace trace, Safetensors file, CheckResults results) throws IOException {
        Path facts = beside(trace);
        new ImagingReplay(
                        trace.tensors().resolveSibling("."),
                        file,
                        Files.exists(facts) ? TraceFiles.json(facts) : JsonNodeFactory.instance.objectNode(),
                        results)
                .run();
    }

    private static Path beside(Trace trace) {
        Path name = Path.of(trace.name()).getFileName();
        return trace.tensors().resolveSibling(name + ".json");
    }
}
