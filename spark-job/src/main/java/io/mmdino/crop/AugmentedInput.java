package io.mmdino.crop;

import io.mmdino.shard.Window;

/**
 * The training counterpart of {@link EvaluationInput}: the same whole window, flipped, rotated and its intensities shifted
 * at random with the probabilities of crops. Immutable, so threads share one.
 *
 * <p>Letters: M = sequences, S = side.
 */
public final class AugmentedInput {

    private final EvaluationInput plain;
    private final CropSettings settings;
    private final IntensityShift shift;

    /**
     * @param side of the network's input in pixels, S
     * @param windowSide side of the windows in pixels
     * @param settings of which flips, rotation and shift are used
     */
    public AugmentedInput(int side, int windowSide, CropSettings settings) {
        this.plain = new EvaluationInput(side, windowSide);
        this.settings = settings;
        this.shift = new IntensityShift(settings.shift());
    }

    /** The input of one study, [M, S, S]; all zero for a missing sequence. @param random the study's own stream */
    public float[] of(Window window, RandomStream random) {
        float[] input = plain.scaled(window);
        boolean[] present = window.present();
        int pixels = plain.side() * plain.side();
        FlipRotation flipRotation = FlipRotation.drawn(settings, random);
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                flipRotation.apply(input, m * pixels, plain.side());
            }
        }
        if (random.chance(settings.shift().probability())) {
            shift.apply(input, pixels, present, random);
        }
        Normalization.EVALUATION.apply(input, 0, input.length);
        return input;
    }
}
