package io.mmdino.selfcheck;

import io.mmdino.kernel.Precision;

/**
 * How far results may be from recorded float32 ones. In float32 the worst element counts; in TF32 and bfloat16, whose operands
 * have 11 and 8 bits, the Euclidean norm, as single small elements may be off by their own size.
 *
 * @param numbers bound for losses, relative
 * @param tensors bound for gradients and features
 * @param weights bound for weights after training, where Adam scales rounding of small gradients to full steps
 * @param keyBiases bound for key biases after training: their gradient is rounding noise, which Adam scales to full steps
 * @param byNorm whether errors of tensors are of Euclidean norms
 */
record Bounds(double numbers, double tensors, double weights, double keyBiases, boolean byNorm) {

    private static final double FLOAT32 = 1e-4;
    private static final double KEY_BIASES = 1e-2;
    private static final double TF32 = 2e-3;
    private static final double WEIGHTS_IN_TF32 = 1e-2;
    private static final double LOSSES_IN_BFLOAT16 = 5e-3;
    private static final double TENSORS_IN_BFLOAT16 = 2e-2;
    private static final double KEY_BIASES_WHERE_ROUNDED = 5e-2;

    static Bounds of(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> new Bounds(FLOAT32, FLOAT32, FLOAT32, KEY_BIASES, false);
            case TF32 -> new Bounds(TF32, TF32, WEIGHTS_IN_TF32, KEY_BIASES_WHERE_ROUNDED, true);
            case BFLOAT16 -> new Bounds(
                    LOSSES_IN_BFLOAT16, TENSORS_IN_BFLOAT16, TENSORS_IN_BFLOAT16, KEY_BIASES_WHERE_ROUNDED, true);
        };
    }

    /** Error of a tensor, to compare with {@link #tensors}. */
    double error(double[] found, double[] expected) {
        return byNorm ? RelativeError.ofNorms(found, expected) : RelativeError.of(found, expected);
    }
}
