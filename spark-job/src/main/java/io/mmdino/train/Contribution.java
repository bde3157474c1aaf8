package io.mmdino.train;

import io.mmdino.ssl.StepLosses;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What one worker adds to a round. Over all workers, vectors are summed in the order of the ring and small values in order
 * of rank.
 */
public final class Contribution implements Serializable {

    private final List<float[]> vectors;
    private final List<double[]> small;
    private final double[] losses;
    private final Map<String, String> facts;
    private final String metrics;

    private Contribution(
            List<float[]> vectors, List<double[]> small, double[] losses, Map<String, String> facts, String metrics) {
        this.vectors = vectors;
        this.small = small;
        this.losses = losses;
        this.facts = facts;
        this.metrics = metrics;
    }

    /** Of one step: the driver moves the weights. */
    static Contribution ofGradients(float[] gradients, List<double[]> statistics, StepLosses losses) {
        return new Contribution(List.of(gradients), statistics, losses.toArray(), Map.of(), "");
    }

    /**
     * Of several steps, by which the worker has moved its weights.
     *
     * @param facts of the optimiser
     * @param metrics lines of figures, one a step
     */
    static Contribution ofState(
            List<float[]> vectors, List<double[]> centres, Map<String, String> facts, String metrics) {
        return new Contribution(vectors, centres, new double[0], facts, metrics);
    }

    /** Long vectors, already multiplied by the worker's weight. */
    public List<float[]> vectors() {
        return vectors;
    }

    /** Short ones. */
    public List<double[]> small() {
        return small;
    }

    StepLosses losses() {
        return StepLosses.of(losses);
    }

    Map<String, String> facts() {
        return facts;
    }

    String metrics() {
        return metrics;
    }

    /** The same figures with sums in place of one worker's values. */
    public Contribution with(List<float[]> vectorSums, List<double[]> smallSums) {
        return new Contribution(vectorSums, smallSums, losses, facts, metrics);
    }
}
