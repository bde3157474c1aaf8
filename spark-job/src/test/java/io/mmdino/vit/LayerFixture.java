package io.mmdino.vit;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import java.util.SplittableRandom;

/** Random weights of a layout, gradients and scratch memory in float64, for tests of layers. */
final class LayerFixture implements AutoCloseable {

    final Kernels kernels = Backends.scalar(Tensor.Type.FLOAT64);
    final ParameterVector weights;
    final ParameterVector gradients;
    final Workspace workspace = new Workspace(kernels);
    final Pass training;
    final Pass inference;
    private final SplittableRandom random = new SplittableRandom(11);

    LayerFixture(ParameterLayout layout) {
        weights = new ParameterVector(layout, Tensor.Type.FLOAT64);
        gradients = new ParameterVector(layout, Tensor.Type.FLOAT64);
        training = Pass.training(kernels, weights, gradients, workspace);
        inference = Pass.inference(kernels, weights, workspace);
        for (Parameter parameter : layout.parameters()) {
            fill(weights.of(parameter), 0.5);
        }
    }

    Tensor normal(int rows, int cols) {
        Tensor tensor = kernels.zeros(rows, cols);
        fill(tensor, 1);
        return tensor;
    }

    private void fill(Tensor tensor, double deviation) {
        for (long i = 0; i < tensor.length(); i++) {
            tensor.set(i, deviation * random.nextGaussian());
        }
    }

    Tensor copy(Tensor source) {
        Tensor copy = kernels.zeros(source.rows(), source.cols());
        kernels.copy(source, copy);
        return copy;
    }

    static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (long i = 0; i < a.length(); i++) {
            sum += a.get(i) * b.get(i);
        }
        return sum;
    }

    @Override
    public void close() {
        workspace.close();
        weights.close();
        gradients.close();
    }
}
