package io.mmdino.crop;

import io.mmdino.shard.Window;

/**
 * The encoder's input for evaluation and scoring: the whole window resized to S x S, each sequence scaled from its minimum
 * and maximum to [0, 1], then normalised. Nothing is random. Immutable, so threads share one.
 *
 * <p>Resized values are clipped to [0, 1] before they are scaled: interpolation undershoots zero at the head's edge, and the
 * undershoot would become the minimum and lift the background above it.
 *
 * <p>Letters: M = sequences, S = side.
 */
public final class EvaluationInput {

    /** Side in the paper, pixels: 16 x 16 patches of 14 px. */
    public static final int PAPER_SIZE = 224;

    private final BicubicResize resize;
    private final Normalization normalization;

    /**
     * Normalises as the paper's evaluation does.
     *
     * @param evaluationSize side of the encoder's input in pixels, S
     * @param windowSide side of the windows in pixels
     */
    public EvaluationInput(int evaluationSize, int windowSide) {
        this(evaluationSize, windowSide, Normalization.EVALUATION);
    }

    /**
     * @param evaluationSize side of the encoder's input in pixels, S
     * @param windowSide side of the windows in pixels
     * @param normalization for models that are trained with another one than the paper's
     */
    public EvaluationInput(int evaluationSize, int windowSide, Normalization normalization) {
        this.resize = new BicubicResize(evaluationSize, windowSide);
        this.normalization = normalization;
    }

    /** Side of the encoder's input in pixels, S. */
    public int side() {
        return resize.side();
    }

    /** The input of one study, [M, S, S]; all zero for a missing sequence. */
    public float[] of(Window window) {
        float[] input = scaled(window);
        normalization.apply(input, 0, input.length);
        return input;
    }

    /** The input of one study before normalisation, in [0, 1], [M, S, S]. */
    float[] scaled(Window window) {
        int pixels = side() * side();
        float[] input = new float[window.present().length * pixels];
        float[] scratch = new float[resize.scratchSize(window.height())];
        for (int m = 0; m < window.present().length; m++) {
            if (window.present()[m]) {
                int from = m * window.side() * window.side();
                resize.resize(
                        window.voxels(),
                        from,
                        window.side(),
                        window.height(),
                        window.width(),
                        scratch,
                        input,
                        m * pixels);
                scale(input, m * pixels, pixels);
            }
        }
        return input;
    }

    private static void scale(float[] input, int offset, int pixels) {
        for (int i = offset; i < offset + pixels; i++) {
            input[i] = Math.max(0, Math.min(1, input[i]));
        }
        IntensityRange.of(input, offset, pixels).scaleToUnit(input, offset, pixels);
    }
}
