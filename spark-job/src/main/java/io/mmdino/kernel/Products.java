package io.mmdino.kernel;

/**
 * Matrix products: the general product, those of linear layers, and multi-head self-attention, which is two products around
 * a softmax. {@link #gemm} multiplies its operands as they are; the others may round them as {@link Kernels#precision()}
 * says, with sums and results of the kernels' type.
 *
 * <p>Letters: R = rows, I = inputs, O = outputs, S = crops, N = tokens per crop, H = heads, D = width. {@link Kernels} states the rules for outputs,
 * gradients and errors.
 */
public interface Products {

    /**
     * General matrix product {@code c = alpha * op(a) op(b) + beta * c}, where op transposes its matrix or leaves it.
     *
     * @param a [m, k], or [k, m] if {@code transposeA}
     * @param b [k, n], or [n, k] if {@code transposeB}
     * @param beta 0 overwrites c without reading it
     * @param c [m, n]
     */
    void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c);

    /**
     * A linear layer, {@code y = x w^T + bias}.
     *
     * @param x [R, I]
     * @param w [O, I]
     * @param bias [1, O]
     * @param y [R, O]
     */
    void linear(Tensor x, Tensor w, Tensor bias, Tensor y);

    /** {@link #linear} without a bias: {@code y = x w^T}. */
    void product(Tensor x, Tensor w, Tensor y);

    /**
     * Gradients of {@link #product}: overwrites {@code dx = dy w} and adds {@code dy^T x} to dw.
     *
     * @param dy [R, O]
     * @param x [R, I]
     * @param w [O, I]
     * @param dx [R, I]
     * @param dw [O, I]
     */
    void productBackward(Tensor dy, Tensor x, Tensor w, Tensor dx, Tensor dw);

    /**
     * Multi-head self-attention within each crop: {@code softmax(q k^T / sqrt(D/H)) v} for every head.
     *
     * <p>Source: Vaswani et al., arXiv:1706.03762, section 3.2.
     *
     * @param qkv [S*N, 3D]: queries, keys and values, each with its H heads side by side
     * @param state N, H and memory of {@link #attentionSizes}
     * @param out [S*N, D]
     */
    void attention(Tensor qkv, AttentionState state, Tensor out);

    /**
     * Gradient of {@link #attention} with respect to qkv; overwrites dqkv.
     *
     * @param dout [S*N, D]
     * @param qkv [S*N, 3D]
     * @param out [S*N, D], as {@link #attention} wrote it
     * @param state as {@link #attention} left it
     * @param dqkv [S*N, 3D]
     */
    void attentionBackward(Tensor dout, Tensor qkv, Tensor out, AttentionState state, Tensor dqkv);

    /**
     * What these kernels keep and need as scratch in {@link #attention} and its backward: the probabilities, for example, or
     * less where a backward computes them again.
     *
     * @param crops S
     * @param tokens N
     * @param heads H
     * @param trains whether a backward follows
     */
    AttentionState.Sizes attentionSizes(int crops, int tokens, int heads, boolean trains);
}
