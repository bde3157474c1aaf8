package io.mmdino.study;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is done with images that are not as the method wants them.
 *
 * @param unstripped heads that still have their skull
 * @param grids images of one study on different grids
 * @param biasCorrection whether slow changes of brightness, which coils leave, are taken out
 */
public record ImageSettings(Unstripped unstripped, Grids grids, BiasCorrection biasCorrection) {

    /** Study taken and the verdict noted, or study refused. */
    public enum Unstripped {
        ACCEPT,
        REFUSE
    }

    /** Images resampled onto one grid by their affines, or study refused. */
    public enum Grids {
        RESAMPLE,
        REFUSE
    }

    /** None, or {@link io.mmdino.slice.BiasField}. */
    public enum BiasCorrection {
        NONE,
        N3
    }

    /** Takes every study, resamples, corrects nothing. */
    public static ImageSettings defaults() {
        return new ImageSettings(Unstripped.ACCEPT, Grids.RESAMPLE, BiasCorrection.NONE);
    }

    Map<String, Object> shaping() {
        Map<String, Object> shaping = new LinkedHashMap<>();
        shaping.put("unstripped", name(unstripped));
        shaping.put("grids", name(grids));
        shaping.put("bias-correction", name(biasCorrection));
        return shaping;
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
