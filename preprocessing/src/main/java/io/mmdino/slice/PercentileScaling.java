package io.mmdino.slice;

/**
 * Scales a window such that its lower percentile becomes 0 and its upper one 1, and clips to [0, 1].
 *
 * @param lower lower percentile, 0 or more
 * @param upper upper percentile, 100 or less
 */
public record PercentileScaling(double lower, double upper) {

    /** Percentiles 1 and 99, as in the MM-DINOv2 paper. */
    public static final PercentileScaling DEFAULT = new PercentileScaling(1, 99);

    public PercentileScaling {
        if (!(lower >= 0 && upper > lower && upper <= 100)) {
            throw new IllegalArgumentException(
                    "percentiles " + lower + " and " + upper + ", wanted 0 <= lower < upper <= 100");
        }
    }

    /** Scales a window to [0, 1]; to 0 when both percentiles have one value. */
    public Plane apply(Plane window) {
        double[] ends = Percentiles.of(window.values(), lower, upper);
        double range = ends[1] - ends[0];
        float[] scaled = new float[window.values().length];
        if (range > 0) {
            for (int i = 0; i < scaled.length; i++) {
                double value = (window.values()[i] - ends[0]) / range;
                scaled[i] = (float) Math.max(0, Math.min(1, value));
            }
        }
        return new Plane(scaled, window.rows(), window.columns());
    }
}
