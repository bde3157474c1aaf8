package io.mmdino.slice;

/**
 * Scales a window so that its lower percentile becomes 0 and its upper one 1, and clips to that.
 *
 * @param lower percentile, from 0
 * @param upper percentile, to 100
 */
public record PercentileScaling(double lower, double upper) {

    /** The paper's 1 and 99. */
    public static final PercentileScaling DEFAULT = new PercentileScaling(1, 99);

    public PercentileScaling {
        if (!(lower >= 0 && upper > lower && upper <= 100)) {
            throw new IllegalArgumentException(
                    "percentiles " + lower + " and " + upper + ", wanted 0 <= lower < upper <= 100");
        }
    }

    /** Scaled to [0, 1]; all 0 where both percentiles are the same value. */
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
