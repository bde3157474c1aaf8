package io.mmdino.phantom;

/** How one scanner turns brightness into one sequence's numbers for one patient: contrast, tone, gain and bias field. */
final class Receiver {
    private static final int STEPS = 512;
    private static final float BRIGHTEST = 2;
    // Tumours differ more than healthy tissue.
    private static final double LESION_SPREAD = 0.06;
    // mm; the bias field's polynomial is of coordinates divided by this.
    private static final float REACH = 85;

    private final float[] brightness;
    private final float[] tone = new float[STEPS + 2];
    private final float gain;
    private final float[] bias = new float[7];

    /** @param gain what brightness 1 becomes without bias */
    Receiver(Draws draws, SiteProfile site, MrSequence sequence, float gain) {
        this.gain = gain;
        brightness = site.brightness()[sequence.ordinal()].clone();
        for (int t = 0; t < brightness.length; t++) {
            brightness[t] *= 1 + draws.spread(t < Tissue.OEDEMA.ordinal() ? 0.03 : LESION_SPREAD);
        }
        double gamma = site.gamma()[sequence.ordinal()] * (1 + draws.spread(0.05));
        for (int i = 0; i < tone.length; i++) {
            // strict: the same bytes on every processor
            tone[i] = (float) StrictMath.pow(i * (double) BRIGHTEST / STEPS, gamma);
        }
        for (int i = 0; i < bias.length; i++) {
            bias[i] = draws.spread(site.bias() * (i < 3 ? 0.7 : 0.5));
        }
    }

    /** The noiseless number of a voxel; {@code shade} multiplies the brightness. */
    float signal(Mixture mixture, float shade, Place place) {
        float at = Math.min(mixture.brightness(brightness) * shade, BRIGHTEST) * (STEPS / BRIGHTEST);
        int low = (int) at;
        float toned = tone[low] + (at - low) * (tone[low + 1] - tone[low]);
        return toned * gain * field(place.x / REACH, place.y / REACH, place.z / REACH);
    }

    private float field(float x, float y, float z) {
        float linear = bias[0] * x + bias[1] * y + bias[2] * z;
        float square = bias[3] * x * x + bias[4] * y * y + bias[5] * z * z + bias[6] * x * y;
        return Math.max(0.4f, 1 + linear + square);
    }
}
