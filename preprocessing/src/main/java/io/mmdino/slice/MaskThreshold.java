package io.mmdino.slice;

import io.mmdino.volume.Volume;

/**
 * Separates tumour from its surroundings in a mask as it was drawn or computed: labels, or probabilities. Values above {@value
 * #THRESHOLD} are tumour, which is every label from 1 on and the larger half of probabilities, and not the traces that
 * interpolation leaves around a mask.
 */
public final class MaskThreshold {

    /** Largest value outside of the tumour. */
    public static final double THRESHOLD = 0.5;

    /** Largest distance of a label from a whole number, for labels that were scaled in float32. */
    private static final double ROUNDING = 1e-3;

    private MaskThreshold() {}

    /** A mask of the same values inside the tumour, and 0 outside. */
    public static Volume apply(Volume mask) {
        float[] inside = new float[mask.voxels().length];
        for (int i = 0; i < inside.length; i++) {
            float value = mask.voxels()[i];
            inside[i] = value > THRESHOLD ? value : 0;
        }
        return new Volume(inside, mask.width(), mask.height(), mask.depth(), mask.affine());
    }

    /** Whether the values are no labels: some are no whole numbers. */
    public static boolean hasFractions(Volume mask) {
        for (float value : mask.voxels()) {
            if (value > 0 && Math.abs(value - Math.rint(value)) > ROUNDING) {
                return true;
            }
        }
        return false;
    }
}
