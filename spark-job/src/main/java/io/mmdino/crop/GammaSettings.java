package io.mmdino.crop;

import io.mmdino.settings.Checks;
import java.io.Serializable;

/**
 * Gamma contrast of crops.
 *
 * @param first probability for the first global crop
 * @param second probability for the second global crop
 * @param local probability for each local crop
 * @param min smallest exponent
 * @param max largest exponent
 * @param perSequence whether each sequence has an exponent and an intensity range of its own; in the paper (false) all
 *     sequences share one exponent and one range
 */
public record GammaSettings(double first, double second, double local, double min, double max, boolean perSequence)
        implements Serializable {

    public GammaSettings {
        new Checks("gamma.")
                .within("first", first, 0, 1)
                .within("second", second, 0, 1)
                .within("local", local, 0, 1)
                .within("min", min, 0.01, 100)
                .within("max", max, 0.01, 100)
                .ordered("min", min, "max", max);
    }

    /** Gamma contrast of the second global crop only. */
    public static GammaSettings paper() {
        return new GammaSettings(0, 1, 0, 0.75, 1.5, false);
    }
}
