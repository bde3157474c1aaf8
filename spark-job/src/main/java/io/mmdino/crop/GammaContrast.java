package io.mmdino.crop;

/**
 * Gamma contrast: {@code ((x - min) / (range + 1e-7))^gamma * range + min} with {@code range = max - min}, as MONAI's
 * AdjustContrast. The minimum does not change, so a background of zero stays zero.
 */
public final class GammaContrast {

    private static final double EPSILON = 1e-7;

    private GammaContrast() {}

    /** Changes {@code pixels} values from {@code offset} on in place, over their own range. */
    public static void apply(float[] image, int offset, int pixels, double gamma) {
        apply(image, offset, pixels, gamma, IntensityRange.of(image, offset, pixels));
    }

    /**
     * Changes all present sequences in place, over their common range; missing ones stay as they are.
     *
     * @param crop [M, pixels]
     * @param present [M]
     */
    public static void applyTogether(float[] crop, int pixels, boolean[] present, double gamma) {
        IntensityRange common = IntensityRange.EMPTY;
        for (int m = 0; m < present.length; m++) {
            common = present[m] ? common.with(IntensityRange.of(crop, m * pixels, pixels)) : common;
        }
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                apply(crop, m * pixels, pixels, gamma, common);
            }
        }
    }

    private static void apply(float[] image, int offset, int pixels, double gamma, IntensityRange values) {
        float min = values.min();
        float range = values.max() - min;
        double unit = 1 / (range + EPSILON);
        for (int i = offset; i < offset + pixels; i++) {
            float above = image[i] - min;
            if (above > 0) { // skips the background, half of a window, because pow is expensive
                image[i] = (float) (Math.pow(above * unit, gamma) * range) + min;
            }
        }
    }
}
