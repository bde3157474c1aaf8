package io.mmdino.crop;

import io.mmdino.settings.Checks;
import java.io.Serializable;

/**
 * Change of intensities that imitates another scanner or protocol, drawn independently for every sequence of a crop:
 * {@code x^gamma * gain + offset + noise} on non-zero pixels with intensities in [0, 1]. Offset and noise fade to 0 below 0.1,
 * at the head's rim.
 *
 * @param probability that a crop is changed
 * @param gamma the exponent is log-uniform in [1/gamma, gamma]; 1 keeps intensities
 * @param gain the factor lies in [1 - gain, 1 + gain]
 * @param offset lies in [-offset, offset]
 * @param noise the standard deviation of the Gaussian noise is uniform in [0, noise]
 */
public record ShiftSettings(double probability, double gamma, double gain, double offset, double noise)
        implements Serializable {

    public ShiftSettings {
        new Checks("shift.")
                .within("probability", probability, 0, 1)
                .within("gamma", gamma, 1, 10)
                .within("gain", gain, 0, 0.99)
                .within("offset", offset, 0, 1)
                .within("noise", noise, 0, 1);
    }

    /** Changes nothing, as in the paper. */
    public static ShiftSettings off() {
        return new ShiftSettings(0, 1, 0, 0, 0);
    }
}
