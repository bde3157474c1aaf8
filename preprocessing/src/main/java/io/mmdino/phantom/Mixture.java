package io.mmdino.phantom;

import java.util.Arrays;

/** Fractions of the tissues in one voxel; their sum is 1. Mutable: one instance serves all voxels. */
final class Mixture {
    private final float[] fractions = new float[Tissue.COUNT];

    /** Sets the whole voxel to one tissue. */
    void fill(Tissue tissue) {
        Arrays.fill(fractions, 0);
        fractions[tissue.ordinal()] = 1;
    }

    /** Replaces the share {@code weight}, clamped to [0, 1], of every tissue by {@code tissue}. */
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

    /** Fraction of a tissue. */
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

    /** Ramp from 0 to 1 over {@code width} around zero: an edge between two tissues, blurred by a voxel of that width. */
    static float edge(float distance, float width) {
        return Math.max(0, Math.min(1, 0.5f + distance / width));
    }

    /** Tissues. To a sequence they differ only in their brightness ({@link Site.Profile}). */
    enum Tissue {
        CSF,
        GREY,
        WHITE,
        DEEP_GREY,
        /** Vessels, dura and choroid plexus, which take up contrast medium in every patient. */
        VESSEL,
        OEDEMA,
        SOLID,
        /** Tumour whose fluid flair suppresses: the dark core of the T2-FLAIR mismatch. */
        GELATINOUS,
        NECROSIS,
        ENHANCING,
        CALCIUM;

        static final int COUNT = values().length;
    }
}
