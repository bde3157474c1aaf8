package io.mmdino.study;

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
}
