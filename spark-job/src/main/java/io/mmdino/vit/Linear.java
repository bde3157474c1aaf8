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
        pass.kernels().linear(x, pass.operand(weight), pass.value(bias), y);
        return y;
    }

    /** {@code x weight^T}, [R, O], without the bias, which the operation that follows adds in its own pass over y. */
    Tensor product(Pass pass, Tensor x) {
        Tensor y = pass.take(x.rows(), outputs());
        pass.kernels().product(x, pass.operand(weight), y);
        return y;
    }

    /**
     * The map with GELU after it, whose gradient is that of GELU and then {@link #productBackward}.
     *
     * @param wide the map's output with its bias, [R, O]
     * @param hidden {@code gelu(wide)}, [R, O]
     */
    record Activated(Tensor wide, Tensor hidden) {}

    /** {@code gelu(x weight^T + bias)}, with what backward needs. */
    Activated gelu(Pass pass, Tensor x) {
        Activated made = new Activated(pass.take(x.rows(), outputs()), pass.take(x.rows(), outputs()));
        pass.kernels().linearGelu(x, pass.operand(weight), pass.value(bias), made.wide(), made.hidden());
        return made;
    }

    /** Adds to both gradients and returns dx [R, I]. */
    public Tensor backward(Pass pass, Tensor dy, Tensor x) {
        pass.kernels().columnSum(dy, pass.gradient(bias));
        return productBackward(pass, dy, x);
    }

    /** Backward of {@link #product}: adds to the weight's gradient and returns dx [R, I]. */
    Tensor productBackward(Pass pass, Tensor dy, Tensor x) {
        Tensor dx = pass.take(x.rows(), x.cols());
        pass.kernels().productBackward(dy, x, pass.operand(weight), dx, pass.gradient(weight));
        return dx;
    }
}
