package io.mmdino.phantom;

import java.util.Arrays;

/** Fractions of the tissues in one voxel, summing to 1. Reused from voxel to voxel. */
final class Mixture {
    private final float[] fractions = new float[Tissue.COUNT];

    void fill(Tissue tissue) {
        Arrays.fill(fractions, 0);
        fractions[tissue.ordinal()] = 1;
    }

    /** Turns the share {@code weight}, clamped to [0, 1], of what is there into {@code tissue}. */
    void blend(Tissue tissue, float weight) {
        if (weight <= 0) {
            return;
        }
        float rest = 1 - Math.min(weight, 1);
        for (int t = 0; t < fractions.length; t++) {
            fractions[t] *= rest;
        }
        fractions[tissue.ordinal()] += 1 - rest;
    }

    float of(Tissue tissue) {
        return fractions[tissue.ordinal()];
    }

    /** Mean of {@code brightness} [tissues] over the mixture. */
    float brightness(float[] brightness) {
        float sum = 0;
        for (int t = 0; t < fractions.length; t++) {
            sum += fractions[t] * brightness[t];
        }
        return sum;
    }

    /** 0 to 1 over {@code width} around zero: the edge between two tissues as a voxel of that width sees it. */
    static float edge(float distance, float width) {
        return Math.max(0, Math.min(1, 0.5f + distance / width));
    }
}
