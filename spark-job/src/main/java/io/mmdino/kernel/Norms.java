package io.mmdino.kernel;

/**
 * Row normalisations: LayerNorm, L2 and weight normalisation. Letters: R = rows, D = width, K = prototypes. {@link
 * Kernels} states the rules for outputs, gradients and errors.
 */
public interface Norms {

    /**
     * LayerNorm: {@code y = gamma * (x - mean) / sqrt(var + epsilon) + beta} for each row, with the biased variance of
     * centred values.
     *
     * <p>Source: Ba, Kiros, Hinton, arXiv:1607.06450, section 3.
     *
     * @param x [R, D]
     * @param gamma [1, D]
     * @param beta [1, D]
     * @param y [R, D]
     * @param stats [R, 2] receives mean and {@code 1 / sqrt(var + epsilon)} of each row for the backward pass
     */
    void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats);

    /**
     * Gradient of {@link #layerNorm}; adds to dx, dgamma and dbeta.
     *
     * @param dy [R, D]
     * @param x [R, D]
     * @param gamma [1, D]
     * @param stats [R, 2], as {@link #layerNorm} wrote them
     * @param dx [R, D]
     * @param dgamma [1, D]
     * @param dbeta [1, D]
     */
    void layerNormBackward(Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta);

    /**
     * L2 normalisation: {@code y = x / max(|x|, epsilon)} for each row.
     *
     * @param x [R, D]
     * @param y [R, D]
     * @param norms [R, 1] receives {@code max(|x|, epsilon)} for the backward pass
     */
    void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms);

    /**
     * Gradient of {@link #l2Normalize}; overwrites dx with {@code (dy - y (y . dy)) / norm}.
     *
     * @param dy [R, D]
     * @param y [R, D], as {@link #l2Normalize} wrote it
     * @param norms [R, 1], as {@link #l2Normalize} wrote them
     * @param dx [R, D]
     */
    void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx);

    /**
     * Weight normalisation: {@code w = g * v / |v|} for each row.
     *
     * <p>Source: Salimans, Kingma, arXiv:1602.07868, equation 2.
     *
     * @param v directions, [K, D]
     * @param g lengths, [K, 1]
     * @param w [K, D]
     */
    void weightNorm(Tensor v, Tensor g, Tensor w);

    /**
     * Gradient of {@link #weightNorm}; adds to dv and dg.
     *
     * @param dw [K, D]
     * @param v [K, D]
     * @param g [K, 1]
     * @param dv [K, D]
     * @param dg [K, 1]
     */
    void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg);
}
