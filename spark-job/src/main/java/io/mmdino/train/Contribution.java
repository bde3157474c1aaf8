package io.mmdino.train;

import io.mmdino.ssl.StepLosses;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What one worker contributes to a round of {@link DriverRun}: its gradients after one step, or its state after several. It travels
 * from the task to the driver. Over all workers, vectors are summed in the order of the ring and small values in order of rank.
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

    /** Contribution after one step in mode {@code gradients}; the driver applies the optimiser's step. */
    static Contribution ofGradients(float[] gradients, List<double[]> statistics, StepLosses losses) {
        return new Contribution(List.of(gradients), statistics, losses.toArray(), Map.of(), "");
    }

    /**
     * Contribution after several steps in mode {@code parameters}.
     *
     * @param facts the optimiser's step counts, as in a checkpoint's metadata
     * @param metrics lines for {@code metrics.jsonl}, one for each step
     */
    static Contribution ofState(
            List<float[]> vectors, List<double[]> centres, Map<String, String> facts, String metrics) {
        return new Contribution(vectors, centres, new double[0], facts, metrics);
    }

    /** Vectors of parameters, already multiplied by the worker's weight. */
    public List<float[]> vectors() {
        return vectors;
    }

    /** Batch statistics or centres, to be summed over the workers in order of rank. */
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

    /** This contribution with its vectors and small values replaced by their sums over the workers. */
    public Contribution with(List<float[]> vectorSums, List<double[]> smallSums) {
        return new Contribution(vectorSums, smallSums, losses, facts, metrics);
    }
}
