package io.mmdino.evaluate;

import java.util.List;

/**
 * A row of the label-fraction table.
 *
 * @param fraction share of train's labels kept
 * @param labels how many that is
 * @param draws scores on test for each draw of the labels, 1 or more
 */
public record FractionScores(double fraction, int labels, List<Scores> draws) {

    public double mean(Metric metric) {
        return draws.stream().mapToDouble(scores -> scores.of(metric)).average().orElse(Double.NaN);
    }

    public double least(Metric metric) {
        return draws.stream().mapToDouble(scores -> scores.of(metric)).min().orElse(Double.NaN);
    }

    public double most(Metric metric) {
        return draws.stream().mapToDouble(scores -> scores.of(metric)).max().orElse(Double.NaN);
    }
}
