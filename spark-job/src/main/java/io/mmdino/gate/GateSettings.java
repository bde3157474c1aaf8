package io.mmdino.gate;

import io.mmdino.evaluate.Metric;
import io.mmdino.settings.Checks;

/**
 * Settings of the gate between challenger and champion.
 *
 * @param metric compared on the whole frozen set and on slices with several classes; slices of one class compare the share of
 *     right predictions, which is that class's recall
 * @param margin how much worse than the champion the challenger may be at most, in units of the metric: the margin of
 *     non-inferiority
 * @param confidence of the two-sided interval whose lower end must not be below minus the margin; 0.95 is a one-sided test at
 *     2.5 %, which is customary for non-inferiority
 * @param bootstrapDraws paired bootstrap samples of each interval
 * @param seed of the samples
 * @param smallestSlice least number of patients of a slice that decides; smaller slices are reported only, but a frozen set that
 *     is smaller as a whole blesses nothing
 * @param leastValue least value of the challenger's metric on the whole frozen set: the only threshold where there is no champion
 */
public record GateSettings(
        Metric metric,
        double margin,
        double confidence,
        int bootstrapDraws,
        long seed,
        int smallestSlice,
        double leastValue) {

    private static final int MOST_DRAWS = 1_000_000;

    public GateSettings {
        new Checks()
                .within("margin", margin, 0, 1)
                .that(confidence >= 0.5 && confidence < 1, "confidence", confidence, "0.5 or more and below 1")
                .that(
                        bootstrapDraws >= 100 && bootstrapDraws <= MOST_DRAWS,
                        "bootstrap-draws",
                        bootstrapDraws,
                        "100 to " + MOST_DRAWS)
                .atLeast("smallest-slice", smallestSlice, 2)
                .within("least-value", leastValue, -1, 1);
    }

    /** MCC may fall by 0.05, with 95 % intervals of 2000 draws; slices of 20 patients or more decide. */
    public static GateSettings defaults() {
        return new GateSettings(Metric.MCC, 0.05, 0.95, 2000, 0, 20, 0);
    }

    /** Share of the draws below the interval. */
    double tail() {
        return (1 - confidence) / 2;
    }
}
