package io.mmdino.kernel;

/**
 * What depends on several studies of a batch at once: the teacher's centre, Sinkhorn-Knopp, KoLeo, and figures that show a
 * collapse. All sums are in float64.
 *
 * <p>Letters: R = rows, D = width, K = prototypes, G = groups. {@link Kernels} states the rules for outputs, gradients and
 * errors. A figure is a tensor [1, 1] float64, to which operations add.
 */
public interface Statistics {

    /**
     * Sums over rows, which a mean over several workers needs.
     *
     * @param z [R, K], of the kernels' type or float64; R may be 0
     * @param sums [1, K + 1] float64, overwritten by the sums over the rows of z, then R
     */
    void columnSums(Tensor z, Tensor sums);

    /**
     * Moving average of the teacher's logits: {@code centre <- m centre + (1 - m) mean}, where the mean is that of {@link
     * #columnSums}; it stays as it is when no row was summed.
     *
     * <p>Source: Caron et al., arXiv:2104.14294, section 3.1, equation 4.
     *
     * @param sums [1, K + 1] float64
     * @param momentum m, share of the old centre that is kept
     * @param centre [1, K]
     */
    void moveCentre(Tensor sums, double momentum, Tensor centre);

    /**
     * Start of Sinkhorn-Knopp: {@code q = e^(z / temperature)}. Exponents are capped at 600, far above any trained logit, so
     * that sums stay finite.
     *
     * <p>Source: Cuturi, arXiv:1306.0895; Caron et al., arXiv:2006.09882, appendix A. The published division by the total sum
     * is left out, because the first round cancels it.
     *
     * @param z logits, [R, K]
     * @param temperature [1, 1] float64
     * @param q [R, K] float64
     */
    void sinkhornStart(Tensor z, Tensor temperature, Tensor q);

    /**
     * One round of Sinkhorn-Knopp: every column of all rows is divided to sum to 1/K, then every row to sum to 1/(number of
     * all rows).
     *
     * @param q [R, K] float64, changed
     * @param sums [1, K + 1] float64, {@link #columnSums} of q over all workers
     */
    void sinkhornRound(Tensor q, Tensor sums);

    /**
     * End of Sinkhorn-Knopp: every row becomes a distribution.
     *
     * @param q [R, K] float64
     * @param sums [1, K + 1] float64, of which the last is the number of all rows
     * @param targets [R, K]
     */
    void sinkhornTargets(Tensor q, Tensor sums, Tensor targets);

    /**
     * KoLeo, which spreads rows by pushing each away from its nearest neighbour: {@code -mean(log(|u - u_nn + e| + e))} over
     * the rows' unit vectors u, e = 1e-8. The nearest neighbour is the row with the largest dot product. Rows r, r + G, r +
     * 2G, ... are a group, whose rows are neighbours of each other only.
     *
     * <p>Source: Sablayrolles et al., arXiv:1806.03198, section 3.
     *
     * @param x [R, D], two rows of each group or more
     * @param groups G
     * @param dx [R, D], overwritten by the gradient of {@code weight} times the sum of the groups' losses
     * @param loss figure: the sum of the groups' losses without the weight
     */
    void koleo(Tensor x, int groups, double weight, Tensor dx, Tensor loss);

    /**
     * Mean entropy of distributions, nats: 0 when each is one-hot, ln K when each is uniform.
     *
     * @param p [R, K]
     * @param entropy figure
     */
    void meanEntropy(Tensor p, Tensor entropy);

    /**
     * Variance over the rows, mean over the columns: near 0 when all rows are alike.
     *
     * @param x [R, D]
     * @param variance figure
     */
    void meanVariance(Tensor x, Tensor variance);

    /**
     * Number of rows whose largest element is the labelled one; the first of equal elements counts.
     *
     * @param z logits, [R, K]
     * @param label [R, 1] int32
     * @param weight [R, 1] float64; rows of weight 0 are skipped
     * @param count figure
     */
    void correct(Tensor z, Tensor label, Tensor weight, Tensor count);
}
