package io.mmdino.vit;

import io.mmdino.kernel.AttentionState;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;

/**
 * Multi-head self-attention without its output bias, which {@link Residual} adds.
 *
 * <p>In PyTorch, for x [S, N, D]:
 *
 * <pre>{@code
 * q, k, v = F.linear(x, qkv.weight, qkv.bias).view(S, N, 3, H, D // H).permute(2, 0, 3, 1, 4)
 * mixed = F.scaled_dot_product_attention(q, k, v)                        # [S, H, N, D/H], scale 1/sqrt(D/H)
 * out = F.linear(mixed.transpose(1, 2).flatten(2), projection.weight)    # [S, N, D]
 * }</pre>
 *
 * <p>Letters: S = crops, N = tokens per crop, D = width, H = heads. Source: Vaswani et al., arXiv:1706.03762.
 *
 * @param qkv queries, keys and values in one map, D to 3D
 * @param projection output map, D to D
 * @param heads H
 */
public record Attention(Linear qkv, Linear projection, int heads) {

    static Attention add(ParameterLayout.Builder layout, String name, int width, int heads) {
        return new Attention(
                Linear.add(layout, name + ".qkv", width, 3 * width),
                Linear.add(layout, name + ".proj", width, width),
                heads);
    }

    /**
     * Kept for backward.
     *
     * @param qkv queries, keys and values, [S*N, 3D]
     * @param attention what the kernels keep, and their scratch memory
     * @param mixed values weighted by the probabilities, heads side by side, [S*N, D]
     * @param out the result, without bias, [S*N, D]
     */
    record State(Tensor qkv, AttentionState attention, Tensor mixed, Tensor out) implements Residual.Inner {}

    /**
     * @param x [S*N, D]
     * @param tokens N
     */
    State forward(Pass pass, Tensor x, int tokens) {
        Tensor projected = qkv.forward(pass, x);
        AttentionState state = pass.attention(x.rows() / tokens, tokens, heads);
        Tensor mixed = pass.take(x.rows(), x.cols());
        pass.kernels().attention(projected, state, mixed);
        return new State(projected, state, mixed, projection.product(pass, mixed));
    }

    /** Adds to all gradients but the projection's bias, which is the residual's; returns dx [S*N, D]. */
    Tensor backward(Pass pass, Tensor dout, State state, Tensor x) {
        Tensor dmixed = projection.productBackward(pass, dout, state.mixed());
        Tensor dqkv = pass.take(x.rows(), 3 * x.cols());
        pass.kernels().attentionBackward(dmixed, state.qkv(), state.mixed(), state.attention(), dqkv);
        return qkv.backward(pass, dqkv, x);
    }
}
