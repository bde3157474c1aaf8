package io.mmdino.crop;

import io.mmdino.shard.Window;

/**
 * The whole window as {@link EvaluationInput} makes it, mirrored, turned and its intensities shifted at random with the
 * probabilities of crops: what a network learns from that is judged on the former. Immutable, so threads share one.
 */
public final class AugmentedInput {

    private final EvaluationInput plain;
    private final CropSettings settings;
    private final IntensityShift shift;

    /**
     * @param side of what the network gets, S
     * @param windowSide side of the windows that will come
     * @param settings flips, turns and shift; the sizes of crops do not matter here
     */
    public AugmentedInput(int side, int windowSide, CropSettings settings) {
        this.plain = new EvaluationInput(side, windowSide);
        this.settings = settings;
        this.shift = new IntensityShift(settings.shift());
    }

    /** @return [M, S, S]; all zero for a missing sequence */
    public float[] of(Window window, RandomStream random) {
        float[] input = plain.stretched(window);
        boolean[] present = window.present();
        int pixels = plain.side() * plain.side();
        FlipRotation turn = FlipRotation.drawn(settings, random);
        for (int m = 0; m < present.length; m++) {
            if (present[m]) {
                turn.apply(input, m * pixels, plain.side());
            }
        }
        if (random.chance(settings.shift().probability())) {
            shift.apply(input, pixels, present, random);
        }
        Normalization.EVALUATION.apply(input, 0, input.length);
        return input;
    }
}
