package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Safetensors;
import java.nio.file.Path;
import java.util.Set;

/**
 * A file with recorded numbers.
 *
 * @param name for the table: path below the folder, without endings
 * @param tensors the recorded tensors
 * @param subject what they describe where that is another file; otherwise the same as {@code tensors}
 */
record Trace(String name, Kind kind, Path tensors, Path subject) {

    /** What a trace records, told by its tensors' names. */
    enum Kind {
        STEPS,
        BACKBONE,
        LOSSES,
        EVALUATION,
        IMAGING,
        CHECKPOINT,
        /** Weights that a PyTorch file may hold too. */
        WEIGHTS,
        /** Cannot be opened. */
        DAMAGED,
        /** Not ours. */
        NONE;

        private static final Set<String> LOSS_PARTS = Set.of("sinkhorn.", "center.", "dino.", "koleo.", "schedule.");

        private static final Set<String> PLANE_PARTS = Set.of("slice.", "resize.", "contrast.", "normalize.");

        static Kind of(Safetensors file) {
            if (TraceFiles.has(file, "init.student.") || TraceFiles.has(file, "step0.in.")) {
                return STEPS;
            }
            if (TraceFiles.has(file, "weights.") || TraceFiles.has(file, "in.images")) {
                return BACKBONE;
            }
            if (LOSS_PARTS.stream().anyMatch(part -> TraceFiles.has(file, part))) {
                return LOSSES;
            }
            if (TraceFiles.has(file, "train.x")) {
                return EVALUATION;
            }
            if (PLANE_PARTS.stream().anyMatch(part -> TraceFiles.has(file, part)) || hasAffine(file)) {
                return IMAGING;
            }
            return CheckpointReplay.isBackbone(file) ? WEIGHTS : NONE;
        }

        private static boolean hasAffine(Safetensors file) {
            return file.tensors().keySet().stream().anyMatch(tensor -> tensor.endsWith(".affine"));
        }

        /** Whether its numbers depend on which kernels compute them. */
        boolean usesKernels() {
            return this == STEPS || this == BACKBONE || this == LOSSES;
        }
    }
}
