package io.mmdino.crop;

/**
 * Gamma contrast over a range: {@code ((x - min) / (range + 1e-7))^gamma * range + min}, as MONAI's AdjustContrast. The
 * minimum stays what it is, so zero stays zero where there is background.
 */
public final class GammaContrast {

    private static final double EPSILON = 1e-7;

    private GammaContrast() {}

    /** Changes one plane in place, over its own range. */
    public static void apply(float[] image, int offset, int pixels, double gamma) {
        apply(image, offset, pixels, gamma, Extent.of(image, offset, pixels));
    }

    /**
     * Changes all present sequences in place, over the range they have together; missing ones stay as they are.
     *
     * @param crop [M, pixels]
     * @param present [M]
     */
    public static void applyTogether(float[] crop, int pixels, boolean[] present, double gamma) {
        Extent all = Extent.NONE;
        for (int m = 0; m < present.length; m++) {
            all = present[m] ? all.with(Extent.of(crop, m * pixels, pixels)) : all;
        }
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                apply(crop, m * pixels, pixels, gamma, all);
            }
        }
    }

    private static void apply(float[] image, int offset, int pixels, double gamma, Extent extent) {
        float min = extent.min();
        float range = extent.max() - min;
        double unit = 1 / (range + EPSILON);
        for (int i = offset; i < offset + pixels; i++) {
            float above = image[i] - min;
            if (above > 0) { // half of a head's window is background, and pow is what costs here
                image[i] = (float) (Math.pow(above * unit, gamma) * range) + min;
            }
        }
    }
}
