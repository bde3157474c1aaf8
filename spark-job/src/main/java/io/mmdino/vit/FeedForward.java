package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;

/** The token-wise network of a block without its output bias, which the residual adds. */
public sealed interface FeedForward permits GeluFeedForward, SwigluFeedForward {

    /** Which of the two a model uses. */
    enum Kind {
        /** Linear, GELU, Linear with ratio 4: DINOv2's S, B and L. */
        MLP,
        /** Gated by silu, DINOv2's g. */
        SWIGLU
    }

    /**
     * @param wide the first map's output, bias added, [R, F] or [R, 2F]
     * @param hidden activated, [R, F]
     * @param out [R, D] without bias
     */
    record State(Tensor wide, Tensor hidden, Tensor out) implements Residual.Inner {}

    State forward(Pass pass, Tensor x);

    /** Adds to the gradients, all but the output bias's, and returns dx [R, D]. */
    Tensor backward(Pass pass, Tensor dout, State state, Tensor x);

    Parameter outputBias();

    static FeedForward add(ParameterLayout.Builder layout, String name, int width, Kind kind) {
        return switch (kind) {
            case MLP -> new GeluFeedForward(
                    Linear.add(layout, name + ".fc1", width, 4 * width),
                    Linear.add(layout, name + ".fc2", 4 * width, width));
            case SWIGLU -> {
                int hidden = (4 * width * 2 / 3 + 7) / 8 * 8;
                yield new SwigluFeedForward(
                        Linear.add(layout, name + ".w12", width, 2 * hidden),
                        Linear.add(layout, name + ".w3", hidden, width));
            }
        };
    }
}
