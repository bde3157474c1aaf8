package io.mmdino.crop;

import io.mmdino.settings.Checks;
import java.io.Serializable;

/**
 * {@code (x - mean) / deviation} on non-zero pixels; zero is background or a missing sequence and stays zero.
 *
 * @param mean subtracted; for intensities in [0, 1]
 * @param deviation positive
 */
public record Normalization(double mean, double deviation) implements Serializable {

    /** Normalisation of training crops. */
    public static final Normalization TRAINING = new Normalization(0.45, 0.22);

    /** Normalisation of the input of evaluation and scoring. */
    public static final Normalization EVALUATION = new Normalization(0.45, 0.225);

    public Normalization {
        new Checks("normalization ").within("mean", mean, -1e6, 1e6).above("deviation", deviation, 0);
    }

    /** Changes {@code count} values from {@code offset} on in place. */
    public void apply(float[] image, int offset, int count) {
        float centre = (float) mean;
        float spread = (float) deviation;
        for (int i = offset; i < offset + count; i++) {
            float x = image[i];
            image[i] = x == 0 ? 0 : (x - centre) / spread;
        }
    }
}
