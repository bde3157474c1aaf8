package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;

/**
 * Row normalisation; in PyTorch, for x [R, D]: {@code F.layer_norm(x, (D,), weight, bias, eps=1e-6)}.
 *
 * <p>Letters: R = rows (crops x tokens), D = width. Source: Ba, Kiros, Hinton, arXiv:1607.06450, section 3.
 *
 * @param weight gamma, [D]
 * @param bias beta, [D]
 */
public record LayerNorm(Parameter weight, Parameter bias) {

    private static final double EPSILON = 1e-6;

    static LayerNorm add(ParameterLayout.Builder layout, String name, int width) {
        return new LayerNorm(layout.add(name + ".weight", width), layout.add(name + ".bias", width));
    }

    /**
     * Result of forward, with what backward needs.
     *
     * @param y normalised rows, [R, D]
     * @param stats mean and 1/sigma of each row, [R, 2]
     */
    record Normalised(Tensor y, Tensor stats) {}

    /** Normalises the rows of x [R, D]. */
    Normalised forward(Pass pass, Tensor x) {
        Normalised out = new Normalised(pass.take(x.rows(), x.cols()), pass.takeExact(x.rows(), 2));
        pass.kernels().layerNorm(x, pass.value(weight), pass.value(bias), EPSILON, out.y(), out.stats());
        return out;
    }

    /** Adds to dx [R, D] and to both gradients. */
    void backward(Pass pass, Tensor dy, Tensor x, Tensor stats, Tensor dx) {
        pass.kernels()
                .layerNormBackward(dy, x, pass.value(weight), stats, dx, pass.gradient(weight), pass.gradient(bias));
    }
}
