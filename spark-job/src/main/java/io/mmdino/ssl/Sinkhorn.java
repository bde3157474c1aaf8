package io.mmdino.ssl;

import java.util.Arrays;

/**
 * Sinkhorn-Knopp normalisation of teacher logits: three rounds, each of which scales all prototypes to the same share of
 * the batch and then every row to a distribution.
 *
 * <p>Letters: R = rows of this worker, K = prototypes. Source: SwAV, arXiv:2006.09882, as DINOv2 uses it.
 */
public final class Sinkhorn {

    private static final int ROUNDS = 3;

    /** Cap on the exponents: far above any trained logit, and sums over 10^40 rows stay finite in double. */
    private static final double MAX_LOGIT = 600;

    private Sinkhorn() {}

    /**
     * Target distributions of this worker's rows, from the logits of all workers.
     *
     * @param logits [R, K]; R may be 0 while other workers have rows
     * @param prototypes K
     * @param temperature the teacher's
     * @return distributions, [R, K]
     */
    public static double[][] targets(double[][] logits, int prototypes, double temperature, BatchReducer reducer) {
        double[][] q = exponentials(logits, temperature);
        double rows = reducer.sum(new double[] {q.length})[0];
        for (int round = 0; round < ROUNDS; round++) {
            double[] share = new double[prototypes];
            for (double[] row : q) {
                for (int k = 0; k < prototypes; k++) {
                    share[k] += row[k];
                }
            }
            double[] total = reducer.sum(share);
            for (double[] row : q) {
                for (int k = 0; k < prototypes; k++) {
                    row[k] /= total[k] * prototypes;
                }
                double sum = Arrays.stream(row).sum();
                for (int k = 0; k < prototypes; k++) {
                    row[k] /= sum * rows;
                }
            }
        }
        for (double[] row : q) {
            for (int k = 0; k < prototypes; k++) {
                row[k] *= rows;
            }
        }
        return q;
    }

    /** Leaves out the published division by the total sum, which the first round cancels. */
    private static double[][] exponentials(double[][] logits, double temperature) {
        double[][] q = new double[logits.length][];
        for (int r = 0; r < logits.length; r++) {
            q[r] = Arrays.stream(logits[r])
                    .map(z -> Math.exp(Math.min(z / temperature, MAX_LOGIT)))
                    .toArray();
        }
        return q;
    }
}
