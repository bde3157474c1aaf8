package io.mmdino.crop;

/** Applies {@link ShiftSettings} to the sequences of a crop, each with values drawn for it alone. */
record IntensityShift(ShiftSettings settings) {

    // Zero means background in all later steps, so a changed pixel stays above it.
    private static final float DARKEST = 1e-3f;

    // Interpolation leaves a rim of faint pixels around the head. Offset and noise grow linearly up to this intensity,
    // to
    // keep the rim dark.
    private static final float FAINT = 0.1f;

    /**
     * Changes all present sequences of {@code crop} [M, pixels] in place; results lie in [0, 1] and zero stays zero.
     */
    void apply(float[] crop, int pixels, boolean[] present, RandomStream random) {
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                sequence(crop, m * pixels, pixels, random);
            }
        }
    }

    private void sequence(float[] crop, int offset, int pixels, RandomStream random) {
        double reach = Math.log(settings.gamma());
        double exponent = Math.exp(random.uniform(-reach, reach));
        float gain = (float) random.uniform(1 - settings.gain(), 1 + settings.gain());
        float added = (float) random.uniform(-settings.offset(), settings.offset());
        float noise = (float) random.uniform(0, settings.noise());
        for (int i = offset; i < offset + pixels; i++) {
            if (crop[i] > 0) {
                float bent = reach == 0 ? crop[i] : (float) Math.pow(crop[i], exponent);
                float grain = noise == 0 ? 0 : noise * (float) random.gaussian();
                float share = Math.min(1, crop[i] / FAINT);
                crop[i] = Math.max(DARKEST, Math.min(1, bent * gain + share * (added + grain)));
            }
        }
    }
}
