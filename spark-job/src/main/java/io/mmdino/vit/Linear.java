package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;

/**
 * Affine map {@code y = x weight^T + bias}; in PyTorch {@code F.linear(x, weight, bias)}, from x [R, I] to y [R, O].
 *
 * <p>Letters: R = rows, I = inputs, O = outputs.
 *
 * @param weight [O, I]
 * @param bias [O]
 */
public record Linear(Parameter weight, Parameter bias) {

    /** Adds {@code name.weight} and {@code name.bias} to the layout. */
    public static Linear add(ParameterLayout.Builder layout, String name, int inputs, int outputs) {
        return new Linear(layout.add(name + ".weight", outputs, inputs), layout.add(name + ".bias", outputs));
    }

    /** Number of outputs, O. */
    public int outputs() {
        return weight.rows();
    }

    /** y [R, O] from x [R, I]. */
    public Tensor forward(Pass pass, Tensor x) {
        Tensor y = pass.take(x.rows(), outputs());
        pass.kernels().fillRows(y, pass.value(bias));
        pass.kernels().gemm(false, true, 1, x, pass.value(weight), 1, y);
        return y;
    }

    /** {@code x weight^T}, [R, O], without the bias, which the operation that follows adds in its own pass over y. */
    Tensor product(Pass pass, Tensor x) {
        Tensor y = pass.take(x.rows(), outputs());
        pass.kernels().gemm(false, true, 1, x, pass.value(weight), 0, y);
        return y;
    }

    /** Adds to both gradients and returns dx [R, I]. */
    public Tensor backward(Pass pass, Tensor dy, Tensor x) {
        pass.kernels().columnSum(dy, pass.gradient(bias));
        return productBackward(pass, dy, x);
    }

    /** Backward of {@link #product}: adds to the weight's gradient and returns dx [R, I]. */
    Tensor productBackward(Pass pass, Tensor dy, Tensor x) {
        pass.kernels().gemm(true, false, 1, dy, x, 1, pass.gradient(weight));
        Tensor dx = pass.take(x.rows(), x.cols());
        pass.kernels().gemm(false, false, 1, dy, pass.value(weight), 0, dx);
        return dx;
    }
}
