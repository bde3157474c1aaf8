package io.mmdino.vit;

import io.mmdino.kernel.AttentionState;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import java.util.Optional;

/**
 * The context of one lane's way through the layers: arithmetic, weights, scratch memory and, for training, gradients.
 *
 * <p>Every layer's forward and backward takes a pass first, because layers hold no values: with the student's pass a layer
 * is the student's, with the teacher's it is the teacher's. A pass is used by one thread at a time.
 *
 * @param weights of the network that runs
 * @param gradients to which backward adds; empty for the teacher and for inference
 * @param workspace for everything that forward and backward compute
 */
public record Pass(Kernels kernels, ParameterVector weights, Optional<ParameterVector> gradients, Workspace workspace) {

    /** A pass that keeps nothing for a backward. */
    public static Pass inference(Kernels kernels, ParameterVector weights, Workspace workspace) {
        return new Pass(kernels, weights, Optional.empty(), workspace);
    }

    /** A pass whose forward keeps what backward needs. */
    public static Pass training(
            Kernels kernels, ParameterVector weights, ParameterVector gradients, Workspace workspace) {
        return new Pass(kernels, weights, Optional.of(gradients), workspace);
    }

    /** Whether a backward may follow. */
    public boolean trains() {
        return gradients.isPresent();
    }

    /** What products of layers multiply with: the parameter's weights, to which the kernels apply their own precision. */
    Tensor operand(Parameter parameter) {
        return weights.of(parameter);
    }

    /** The parameter's weights as they are: of norms, biases, LayerScale, positions. */
    Tensor value(Parameter parameter) {
        return weights.of(parameter);
    }

    /** The parameter's gradient. Throws IllegalStateException in a pass for inference. */
    Tensor gradient(Parameter parameter) {
        return gradients
                .orElseThrow(() -> new IllegalStateException("backward through a pass without gradients"))
                .of(parameter);
    }

    /** A new matrix of the workspace with undefined values, for activations: what products read and write. */
    Tensor take(int rows, int cols) {
        return workspace.take(rows, cols);
    }

    /**
     * Like {@link #take}, for values that are never rounded: the residual stream, statistics of norms, logits. The kernels of
     * a CPU keep both in one type.
     */
    Tensor takeExact(int rows, int cols) {
        return workspace.take(rows, cols);
    }

    /** New memory of attention over crops of {@code tokens} tokens, as the kernels want it. */
    AttentionState attention(int crops, int tokens, int heads) {
        return AttentionState.take(kernels, workspace, crops, tokens, heads, trains());
    }

    /** A new matrix of the workspace, zero everywhere and never rounded. */
    Tensor takeZeroed(int rows, int cols) {
        Tensor tensor = takeExact(rows, cols);
        kernels.fill(tensor, 0);
        return tensor;
    }
}
