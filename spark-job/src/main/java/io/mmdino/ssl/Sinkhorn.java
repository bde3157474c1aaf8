package io.mmdino.ssl;

import java.util.Arrays;

/**
 * Sinkhorn-Knopp: three rounds that give every prototype the same share of the batch and every row a distribution.
 *
 * <p>Letters: R = rows of this worker, K = prototypes. Source: SwAV, arXiv:2006.09882, as DINOv2 uses it.
 */
public final class Sinkhorn {

    private static final int ROUNDS = 3;
    /** Far above any trained logit, and sums over 10^40 rows stay finite in double. */
    private static final double MAX_LOGIT = 600;

    private Sinkhorn() {}

    /**
     * @param logits R rows of K; rows may be 0 here while other workers have some
     * @return distributions, R rows of K
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

    /** The first division by the total sum changes nothing that the rounds keep, so it is left out. */
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
