package io.mmdino.kernel;

/**
 * Activation functions and the end of a residual branch, each fused with the bias before it. Letters: R = rows, D =
 * width. {@link Kernels} states the rules for outputs, gradients and errors.
 */
public interface Activations {

    /**
     * GELU after a bias: {@code u += bias; g = u * Phi(u)}, where Phi is the normal distribution function, computed from
     * erf and not from its tanh approximation.
     *
     * <p>Source: Hendrycks, Gimpel, arXiv:1606.08415, section 2.
     *
     * @param u [R, D], changed
     * @param bias [1, D]
     * @param g [R, D]
     */
    void biasGelu(Tensor u, Tensor bias, Tensor g);

    /**
     * Gradient of {@link #biasGelu}; adds to dbias.
     *
     * @param dg [R, D]: the gradient of g, replaced by that of u
     * @param u [R, D], as {@link #biasGelu} left it
     * @param dbias [1, D]
     */
    void geluBackward(Tensor dg, Tensor u, Tensor dbias);

    /**
     * SwiGLU after a bias: {@code u += bias; h = silu(u[:, :D]) * u[:, D:]}.
     *
     * <p>Source: Shazeer, arXiv:2002.05202, section 2.
     *
     * @param u [R, 2D], changed
     * @param bias [1, 2D]
     * @param h [R, D]
     */
    void biasSwiglu(Tensor u, Tensor bias, Tensor h);

    /**
     * Gradient of {@link #biasSwiglu}; overwrites du and adds to dbias.
     *
     * @param dh [R, D]
     * @param u [R, 2D], as {@link #biasSwiglu} left it
     * @param du [R, 2D]
     * @param dbias [1, 2D]
     */
    void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias);

    /**
     * The end of a residual branch, {@code y += bias; out = x + scale * gamma * y}: bias, LayerScale, stochastic depth
     * and addition in one pass.
     *
     * <p>Source: LayerScale is from Touvron et al., arXiv:2103.17239, section 2; stochastic depth from Huang et al.,
     * arXiv:1603.09382, section 3.
     *
     * @param x the block's input, [R, D]
     * @param y the branch before its bias, [R, D], changed
     * @param bias [1, D]
     * @param gamma LayerScale, [1, D]
     * @param scale stochastic depth's factor on a branch that was kept
     * @param out [R, D]; may be x
     */
    void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out);

    /**
     * Gradient of {@link #residual}: overwrites dy with {@code scale * gamma * dout}, adds to dgamma and dbias. The
     * gradient of x is dout itself.
     *
     * @param dout [R, D]
     * @param y [R, D], as {@link #residual} left it
     * @param gamma [1, D]
     * @param dy [R, D]
     * @param dgamma [1, D]
     * @param dbias [1, D]
     */
    void residualBackward(Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias);
}
