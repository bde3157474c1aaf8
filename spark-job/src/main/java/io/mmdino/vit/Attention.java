package io.mmdino.vit;

import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;

/**
 * Multi-head self-attention without its output bias, which the residual adds.
 *
 * <p>Letters: S = crops, N = tokens per crop, D = width, H = heads. Source: Vaswani et al., arXiv:1706.03762.
 *
 * @param qkv D to 3D
 * @param projection D to D
 */
public record Attention(Linear qkv, Linear projection, int heads) {

    static Attention add(ParameterLayout.Builder layout, String name, int width, int heads) {
        return new Attention(
                Linear.add(layout, name + ".qkv", width, 3 * width),
                Linear.add(layout, name + ".proj", width, width),
                heads);
    }

    /**
     * @param qkv [S*N, 3D]
     * @param probabilities [S*H*N, N], or [N, N] scratch when no backward follows
     * @param mixed what the heads read, [S*N, D]
     * @param out projected, without bias, [S*N, D]
     */
    record State(Tensor qkv, Tensor probabilities, Tensor mixed, Tensor out) implements Residual.Inner {}

    State forward(Pass pass, Tensor x, int tokens) {
        Tensor projected = qkv.forward(pass, x);
        int kept = pass.trains() ? x.rows() * heads : tokens;
        Tensor probabilities = pass.take(kept, tokens);
        Tensor mixed = pass.take(x.rows(), x.cols());
        pass.kernels().attention(projected, tokens, heads, probabilities, mixed);
        return new State(projected, probabilities, mixed, projection.product(pass, mixed));
    }

    /** Adds to the gradients and returns dx [S*N, D]. The projection's bias gradient is the residual's. */
    Tensor backward(Pass pass, Tensor dout, State state, Tensor x, int tokens) {
        Tensor dmixed = projection.productBackward(pass, dout, state.mixed());
        Tensor dqkv = pass.take(x.rows(), 3 * x.cols());
        Tensor scratch = pass.take(tokens, tokens);
        pass.kernels().attentionBackward(dmixed, state.qkv(), state.probabilities(), tokens, heads, scratch, dqkv);
        return qkv.backward(pass, dqkv, x);
    }
}
