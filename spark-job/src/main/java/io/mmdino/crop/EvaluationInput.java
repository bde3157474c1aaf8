package io.mmdino.crop;

import io.mmdino.shard.Window;

/**
 * What evaluation and scoring feed the encoder: the whole window at S x S, every sequence from its minimum to its maximum
 * scaled to [0, 1], then normalised. Nothing is random. Immutable, so threads share one.
 *
 * <p>Interpolation overshoots below zero at the head's edge; that is clipped first, as it is for training crops. Otherwise the
 * undershoot would become the minimum and the empty background a value above it.
 */
public final class EvaluationInput {

    /** The paper's side: 16 x 16 patches of 14 px. */
    public static final int PAPER_SIZE = 224;

    private final BicubicResize resize;
    private final Normalization normalization;

    /**
     * @param evaluationSize side of what the encoder gets, S
     * @param windowSide side of the windows that will come
     */
    public EvaluationInput(int evaluationSize, int windowSide) {
        this(evaluationSize, windowSide, Normalization.EVALUATION);
    }

    public EvaluationInput(int evaluationSize, int windowSide, Normalization normalization) {
        this.resize = new BicubicResize(evaluationSize, windowSide);
        this.normalization = normalization;
    }

    /** Side of what {@link #of} returns, S. */
    public int side() {
        return resize.side();
    }

    /** @return [M, S, S]; all zero for a missing sequence */
    public float[] of(Window window) {
        float[] input = stretched(window);
        normalization.apply(input, 0, input.length);
        return input;
    }

    /** The same before it is normalised, in [0, 1]. */
    float[] stretched(Window window) {
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
                stretch(input, m * pixels, pixels);
            }
        }
        return input;
    }

    private static void stretch(float[] input, int offset, int pixels) {
        for (int i = offset; i < offset + pixels; i++) {
            input[i] = Math.max(0, Math.min(1, input[i]));
        }
        Extent extent = Extent.of(input, offset, pixels);
        float range = extent.max() - extent.min();
        for (int i = offset; i < offset + pixels; i++) {
            input[i] = range > 0 ? (input[i] - extent.min()) / range : 0;
        }
    }
}
