package io.mmdino.kernel;

/**
 * The teacher's targets and the student's loss on them, both over prototypes. Letters: R = rows, K = prototypes, T =
 * rows of targets. {@link Kernels} states the rules for outputs, gradients and errors.
 *
 * <p>Source: Caron et al., arXiv:2104.14294, section 3.1.
 */
public interface Softmax {

    /**
     * Targets: {@code out = softmax((z - centre) / temperature)} for each row.
     *
     * @param z logits, [R, K]
     * @param centre [1, K]
     * @param temperature [1, 1] float64
     * @param out [R, K]
     */
    void centredSoftmax(Tensor z, Tensor centre, Tensor temperature, Tensor out);

    /**
     * Cross entropy with soft targets: the sum over rows of {@code -weight[r] * sum_k t[k] * logSoftmax(z[r] /
     * temperature)[k]} with {@code t = targets[targetRow[r]]}, which need not sum to 1. Rows of weight 0 are skipped.
     *
     * @param z logits, [R, K]
     * @param targets [T, K]
     * @param targetRow [R, 1] int32, indices of rows of {@code targets}
     * @param weight [R, 1] float64
     * @param dz [R, K]; the gradient of the summed loss is added to it
     * @param loss [1, 1] float64; the summed loss is added to it
     */
    void crossEntropy(
            Tensor z, Tensor targets, Tensor targetRow, Tensor weight, double temperature, Tensor dz, Tensor loss);
}
