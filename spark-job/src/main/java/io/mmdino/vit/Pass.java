package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import java.util.Optional;

/**
 * What one lane carries through the layers: arithmetic, weights, scratch memory and, when it trains, gradients.
 *
 * @param gradients where backward adds to; empty for the teacher and for inference
 */
public record Pass(Kernels kernels, ParameterVector weights, Optional<ParameterVector> gradients, Workspace workspace) {

    public static Pass inference(Kernels kernels, ParameterVector weights, Workspace workspace) {
        return new Pass(kernels, weights, Optional.empty(), workspace);
    }

    public static Pass training(
            Kernels kernels, ParameterVector weights, ParameterVector gradients, Workspace workspace) {
        return new Pass(kernels, weights, Optional.of(gradients), workspace);
    }

    public boolean trains() {
        return gradients.isPresent();
    }

    Tensor value(Parameter parameter) {
        return weights.of(parameter);
    }

    Tensor gradient(Parameter parameter) {
        return gradients
                .orElseThrow(() -> new IllegalStateException("backward through a pass without gradients"))
                .of(parameter);
    }

    Tensor take(int rows, int cols) {
        return workspace.take(rows, cols);
    }

    Tensor takeZeroed(int rows, int cols) {
        Tensor tensor = workspace.take(rows, cols);
        kernels.fill(tensor, 0);
        return tensor;
    }
}
