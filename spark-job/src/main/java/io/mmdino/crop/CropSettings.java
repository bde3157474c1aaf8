package io.mmdino.crop;

import io.mmdino.settings.Checks;
import java.io.Serializable;

/**
 * Settings of the crops of a slice window. {@link #paper()} has the published values.
 *
 * @param globalSize side of the two global crops in pixels, G
 * @param localSize side of the local crops in pixels
 * @param localCount local crops per study, L; 0 for none
 * @param globalScaleMin smallest width of a global crop as a share of the window's
 * @param globalScaleMax largest width of a global crop as a share of the window's
 * @param localScaleMin smallest width of a local crop as a share of the window's
 * @param localScaleMax largest width of a local crop as a share of the window's
 * @param aspect a crop's share of the height is its share of the width times a number in [1/aspect, aspect]
 * @param flip probability of a left-right flip
 * @param verticalFlip probability of a top-bottom flip; 0 in the paper
 * @param rotation probability of a rotation by 90, 180 or 270 degrees; 0 in the paper
 * @param blur Gaussian blur
 * @param gamma gamma contrast
 * @param shift change of intensities that imitates other scanners; off in the paper
 * @param normalization normalisation of non-zero pixels, the last step
 */
public record CropSettings(
        int globalSize,
        int localSize,
        int localCount,
        double globalScaleMin,
        double globalScaleMax,
        double localScaleMin,
        double localScaleMax,
        double aspect,
        double flip,
        double verticalFlip,
        double rotation,
        BlurSettings blur,
        GammaSettings gamma,
        ShiftSettings shift,
        Normalization normalization)
        implements Serializable {

    public CropSettings {
        // One more than the blur's radius, because it reflects that many pixels.
        // One more than the blur's radius, because it reflects that many pixels.
        new Checks()
                .atLeast("global-size", globalSize, GaussianBlur.RADIUS + 1)
                .atLeast("local-size", localSize, GaussianBlur.RADIUS + 1)
                .atLeast("local-count", localCount, 0)
                .within("global-scale-min", globalScaleMin, 0.01, 1)
                .within("global-scale-max", globalScaleMax, 0.01, 1)
                .ordered("global-scale-min", globalScaleMin, "global-scale-max", globalScaleMax)
                .within("local-scale-min", localScaleMin, 0.01, 1)
                .within("local-scale-max", localScaleMax, 0.01, 1)
                .ordered("local-scale-min", localScaleMin, "local-scale-max", localScaleMax)
                .within("aspect", aspect, 1, 10)
                .within("flip", flip, 0, 1)
                .within("vertical-flip", verticalFlip, 0, 1)
                .within("rotation", rotation, 0, 1);
    }

    /** The values of the paper: 2 global crops of 98 px, 8 local crops of 56 px. */
    public static CropSettings paper() {
        return new CropSettings(
                98,
                56,
                8,
                0.5,
                1.0,
                0.2,
                0.5,
                4.0 / 3.0,
                0.5,
                0,
                0,
                BlurSettings.paper(),
                GammaSettings.paper(),
                ShiftSettings.off(),
                Normalization.TRAINING);
    }

    /** Sizes and number of the crops. */
    public CropGeometry geometry() {
        return new CropGeometry(globalSize, localSize, localCount);
    }
}
