package io.mmdino.crop;

import io.mmdino.settings.Checks;
import java.io.Serializable;

/**
 * Gaussian blur of crops, 9 px kernel.
 *
 * @param first probability for the first global crop
 * @param second probability for the second global crop
 * @param local probability for each local crop
 * @param sigmaMin smallest standard deviation in pixels
 * @param sigmaMax largest standard deviation in pixels
 */
public record BlurSettings(double first, double second, double local, double sigmaMin, double sigmaMax)
        implements Serializable {

    public BlurSettings {
        new Checks("blur.")
                .within("first", first, 0, 1)
                .within("second", second, 0, 1)
                .within("local", local, 0, 1)
                .within("sigma-min", sigmaMin, 0.01, 10)
                .within("sigma-max", sigmaMax, 0.01, 10)
                .ordered("sigma-min", sigmaMin, "sigma-max", sigmaMax);
    }

    /** Blur of every first global crop, of one second global crop in ten and of half of the local crops. */
    public static BlurSettings paper() {
        return new BlurSettings(1.0, 0.1, 0.5, 0.1, 1.0);
    }
}
