package io.mmdino.phantom;

import io.mmdino.phantom.Mixture.Tissue;
import io.mmdino.phantom.PhantomImages.MrSequence;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Measures the tissues of one examination: a receiver for each sequence, and noise. */
final class Scanner {
    private static final double BRIGHTNESS_ONE = 600;

    private final NoiseTable table;
    private final Receiver[] receivers = new Receiver[MrSequence.COUNT];
    private final float[] noise = new float[MrSequence.COUNT];
    private long state;

    Scanner(Draws draws, Site.Profile site, NoiseTable table) {
        this.table = table;
        for (MrSequence sequence : MrSequence.values()) {
            float gain = (float) (BRIGHTNESS_ONE * draws.uniform(0.6, 1.5));
            receivers[sequence.ordinal()] = new Receiver(draws, site, sequence, gain);
            noise[sequence.ordinal()] = (float) (gain * site.noise() * draws.uniform(0.7, 1.4));
        }
        state = draws.bits();
    }

    /**
     * Writes a voxel of every sequence. The noise is Rician: the result is the magnitude of a complex signal with normal noise on
     * both parts.
     *
     * @param images [sequences][voxels]
     */
    void measure(Mixture mixture, float shade, Place place, float[][] images, int voxel) {
        long bits = Draws.mix(state++);
        long more = Draws.mix(state++);
        for (int s = 0; s < receivers.length; s++) {
            float real = receivers[s].signal(mixture, shade, place) + noise[s] * table.pick(bits);
            float imaginary = noise[s] * table.pick(more);
            bits >>>= NoiseTable.BITS;
            more >>>= NoiseTable.BITS;
            images[s][voxel] = Math.round(Math.sqrt(real * real + imaginary * imaginary));
        }
    }

    /**
     * Normal noise from a table of quantiles that 12 random bits select. A study needs several million numbers; the table's range
     * of 3.7 deviations suffices for images.
     */
    static final class NoiseTable {
        static final int BITS = 12;
        private static final int SIZE = 1 << BITS;

        private final float[] quantiles = new float[SIZE];

        NoiseTable() {
            NormalDistribution normal = new NormalDistribution(null, 0, 1);
            for (int i = 0; i < SIZE; i++) {
                quantiles[i] = (float) normal.inverseCumulativeProbability((i + 0.5) / SIZE);
            }
        }

        /** Standard normal number that the lowest {@link #BITS} bits select. */
        float pick(long bits) {
            return quantiles[(int) bits & (SIZE - 1)];
        }
    }

    /** Converts brightness to the intensities of one sequence of one patient: contrast, tone curve, gain and bias field. */
    private static final class Receiver {
        private static final int STEPS = 512;
        private static final float BRIGHTEST = 2;
        // Tumours differ more than healthy tissue.
        private static final double LESION_SPREAD = 0.06;
        // mm; the coordinates in the bias field's polynomial are divided by this.
        private static final float REACH = 85;

        private final float[] brightness;
        private final float[] tone = new float[STEPS + 2];
        private final float gain;
        private final float[] bias = new float[7];

        /** @param gain intensity of brightness 1 without bias */
        Receiver(Draws draws, Site.Profile site, MrSequence sequence, float gain) {
            this.gain = gain;
            brightness = site.brightness()[sequence.ordinal()].clone();
            for (int t = 0; t < brightness.length; t++) {
                brightness[t] *= 1 + draws.spread(t < Tissue.OEDEMA.ordinal() ? 0.03 : LESION_SPREAD);
            }
            double gamma = site.gamma()[sequence.ordinal()] * (1 + draws.spread(0.05));
            for (int i = 0; i < tone.length; i++) {
                // StrictMath gives identical bytes on every processor
                tone[i] = (float) StrictMath.pow(i * (double) BRIGHTEST / STEPS, gamma);
            }
            for (int i = 0; i < bias.length; i++) {
                bias[i] = draws.spread(site.bias() * (i < 3 ? 0.7 : 0.5));
            }
        }

        /** Intensity of a voxel without noise; {@code shade} multiplies the brightness. */
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
}
