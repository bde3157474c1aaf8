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
 * Replays recorded traces: what depends on kernels once for each, the rest once; then the finite differences, which need
 * no recording. A trace that cannot be replayed is a finding that is out; the others go on.
 */
public final class SelfCheck {

    private final List<Kernels> kernels;
    private final Lanes lanes;

    public SelfCheck(List<Kernels> kernels, Lanes lanes) {
        this.kernels = List.copyOf(kernels);
        this.lanes = lanes;
    }

    /** @param sink gets each finding when it is made */
    public void run(Traces traces, Consumer<CheckResult> sink) {
        replay(traces, sink);
        FiniteDifference.runAll(lanes, sink);
    }

    void replay(Traces traces, Consumer<CheckResult> sink) {
        for (Kernels own : kernels) {
            traces.all().stream()
                    .filter(trace -> trace.kind().usesKernels())
                    .forEach(trace -> replay(trace, new CheckResults(own.name(), trace.name(), sink), own));
        }
        traces.all().stream()
                .filter(trace -> !trace.kind().usesKernels())
                .forEach(trace -> replay(trace, new CheckResults(CheckResult.NO_KERNELS, trace.name(), sink)));
    }

    private void replay(Trace trace, CheckResults findings, Kernels own) {
        findings.attempt("replay", () -> {
            try (Safetensors file = Safetensors.open(trace.tensors())) {
                switch (trace.kind()) {
                    case STEPS -> new StepReplay(TraceFiles.json(beside(trace)), file, own, findings).run(lanes);
                    case BACKBONE -> new BackboneReplay(file, own, findings).run();
                    default -> new LossReplay(file, own, findings).run();
                }
            }
        });
    }

    private static void replay(Trace trace, CheckResults findings) {
        findings.attempt("replay", () -> {
            try (Safetensors file = Safetensors.open(trace.tensors())) {
                switch (trace.kind()) {
                    case EVALUATION -> new EvaluationReplay(file, findings).run();
                    case CHECKPOINT -> new CheckpointReplay(trace.subject(), file, findings).run();
                    case IMAGING -> imaging(trace, file, findings);
                    default -> throw new IOException("it could not be opened at first, and now can: run again");
                }
            }
        });
    }

    private static void imaging(Trace trace, Safetensors file, CheckResults findings) throws IOException {
        Path facts = beside(trace);
        new ImagingReplay(
                        trace.tensors().resolveSibling("."),
                        file,
                        Files.exists(facts) ? TraceFiles.json(facts) : JsonNodeFactory.instance.objectNode(),
                        findings)
                .run();
    }

    private static Path beside(Trace trace) {
        Path name = Path.of(trace.name()).getFileName();
        return trace.tensors().resolveSibling(name + ".json");
    }
}
