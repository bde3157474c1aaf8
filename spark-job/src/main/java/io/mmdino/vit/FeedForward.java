package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;

/**
 * The token-wise network of a block without its output bias, which {@link Residual} adds.
 *
 * <p>Letters: R = rows (crops x tokens), D = width, W = hidden width.
 */
public sealed interface FeedForward {

    /** Which network a model uses. */
    enum Kind {
        /** {@link Gelu} with W = 4D: DINOv2's S, B and L. */
        MLP,
        /** {@link Swiglu} with W = 8D/3, rounded up to a multiple of 8: DINOv2's g. */
        SWIGLU
    }

    /**
     * Kept for backward.
     *
     * @param wide first map's output with its bias, [R, W], or [R, 2W] for {@link Swiglu}
     * @param hidden after the activation, [R, W]
     * @param out the result, without bias, [R, D]
     */
    record State(Tensor wide, Tensor hidden, Tensor out) implements Residual.Inner {}

    /** Runs the network on x [R, D]. */
    State forward(Pass pass, Tensor x);

    /** Adds to all gradients but the output bias's, which is the residual's; returns dx [R, D]. */
    Tensor backward(Pass pass, Tensor dout, State state, Tensor x);

    /** Bias of the last map, [D]. */
    Parameter outputBias();

    static FeedForward add(ParameterLayout.Builder layout, String name, int width, Kind kind) {
        return switch (kind) {
            case MLP -> new Gelu(
                    Linear.add(layout, name + ".fc1", width, 4 * width),
                    Linear.add(layout, name + ".fc2", 4 * width, width));
            case SWIGLU -> {
                int hidden = (4 * width * 2 / 3 + 7) / 8 * 8;
                yield new Swiglu(
                        Linear.add(layout, name + ".w12", width, 2 * hidden),
                        Linear.add(layout, name + ".w3", hidden, width));
            }
        };
    }

    /**
     * Two maps with the exact (erf) GELU between them; in PyTorch, for x [R, D]: {@code F.linear(F.gelu(F.linear(x,
     * fc1.weight, fc1.bias)), fc2.weight)}. Source: Hendrycks, Gimpel, arXiv:1606.08415.
     *
     * @param fc1 D to W
     * @param fc2 W to D
     */
    record Gelu(Linear fc1, Linear fc2) implements FeedForward {

        @Override
        public State forward(Pass pass, Tensor x) {
            Linear.Activated middle = fc1.gelu(pass, x);
            return new State(middle.wide(), middle.hidden(), fc2.product(pass, middle.hidden()));
        }

        @Override
        public Tensor backward(Pass pass, Tensor dout, State state, Tensor x) {
            Tensor dhidden = fc2.productBackward(pass, dout, state.hidden());
            pass.kernels().geluBackward(dhidden, state.wide(), pass.gradient(fc1.bias()));
            return fc1.productBackward(pass, dhidden, x);
        }

        @Override
        public Parameter outputBias() {
            return fc2.bias();
        }
    }

    /**
     * A map gated by silu; in PyTorch, for x [R, D]: {@code a, b = F.linear(x, w12.weight, w12.bias).chunk(2, dim=-1)},
     * then {@code F.linear(F.silu(a) * b, w3.weight)}. Source: Shazeer, arXiv:2002.05202.
     *
     * @param w12 gate and value in one map, D to 2W
     * @param w3 W to D
     */
    record Swiglu(Linear w12, Linear w3) implements FeedForward {

        @Override
        public State forward(Pass pass, Tensor x) {
            Tensor wide = w12.product(pass, x);
            Tensor hidden = pass.take(wide.rows(), wide.cols() / 2);
            pass.kernels().biasSwiglu(wide, pass.value(w12.bias()), hidden);
            return new State(wide, hidden, w3.product(pass, hidden));
        }

        @Override
        public Tensor backward(Pass pass, Tensor dout, State state, Tensor x) {
            Tensor dhidden = w3.productBackward(pass, dout, state.hidden());
            Tensor dwide = pass.take(x.rows(), state.wide().cols());
            pass.kernels().swigluBackward(dhidden, state.wide(), dwide, pass.gradient(w12.bias()));
            return w12.productBackward(pass, dwide, x);
        }

        @Override
        public Parameter outputBias() {
            return w3.bias();
        }
    }
}
