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
     * @param out [R, K]
     */
    void centredSoftmax(Tensor z, Tensor centre, double temperature, Tensor out);

    /**
     * Cross entropy with soft targets: the sum over rows of {@code -weight[r] * sum_k t[k] * logSoftmax(z[r] /
     * temperature)[k]} with {@code t = targets[targetRow[r]]}, which need not sum to 1. Rows of weight 0 are skipped.
     *
     * @param z logits, [R, K]
     * @param targets [T, K]
     * @param targetRow R indices of rows of {@code targets}
     * @param weight R weights
     * @param dz [R, K]; the gradient of the summed loss is added to it
     * @return the summed loss
     */
    double crossEntropy(Tensor z, Tensor targets, int[] targetRow, double[] weight, double temperature, Tensor dz);
}
