package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Safetensors;
import java.nio.file.Path;
import java.util.Set;

/**
 * A file with recorded numbers.
 *
 * @param name path below the folder without endings, for the table
 * @param tensors file of the recorded tensors
 * @param subject the PyTorch file that the tensors describe; {@code tensors} itself for every kind but CHECKPOINT
 */
record Trace(String name, Kind kind, Path tensors, Path subject) {

    /** What a trace records, recognised by the names of its tensors. */
    enum Kind {
        STEPS,
        BACKBONE,
        LOSSES,
        EVALUATION,
        IMAGING,
        CHECKPOINT,
        /** Weights of a backbone, which a PyTorch file may have too. */
        WEIGHTS,
        /** A file that cannot be opened. */
        DAMAGED,
        /** No recorded numbers that are known here. */
        NONE;

        private static final Set<String> LOSS_PARTS = Set.of("sinkhorn.", "center.", "dino.", "koleo.", "schedule.");

        private static final Set<String> PLANE_PARTS = Set.of("slice.", "resize.", "contrast.", "normalize.");

        /** The kind of a file that could be opened. */
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

        /** Whether the replay computes with kernels. */
        boolean usesKernels() {
            return this == STEPS || this == BACKBONE || this == LOSSES;
        }
    }
}
