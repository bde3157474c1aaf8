package io.mmdino.phantom;

/**
 * Smooth noise in space: random values in [-1, 1] on a cubic lattice, interpolated between its points. The lattice is rotated
 * against the voxel axes, so that its cells do not show, and repeats every 16 cells.
 */
final class LatticeNoise {
    private static final int SIDE = 16;
    private static final int MASK = SIDE - 1;
    // Keeps coordinates positive, so that truncation rounds down. A multiple of the period.
    private static final float SHIFT = 64 * SIDE;

    private final float[] lattice = new float[SIDE * SIDE * SIDE];
    private final float perMm;

    /** @param wavelength edge of a lattice cell in mm */
    LatticeNoise(Draws draws, double wavelength) {
        perMm = (float) (1 / wavelength);
        for (int i = 0; i < lattice.length; i++) {
            lattice[i] = draws.uniform(-1, 1);
        }
    }

    /** Noise at a point in mm. Standard deviation about 0.36. */
    float at(float x, float y, float z) {
        float u = (0.8f * x - 0.48f * y + 0.36f * z) * perMm + SHIFT;
        float v = (0.6f * x + 0.64f * y - 0.48f * z) * perMm + SHIFT;
        float w = (0.6f * y + 0.8f * z) * perMm + SHIFT;
        int i = (int) u;
        int j = (int) v;
        int k = (int) w;
        float fu = fade(u - i);
        float fv = fade(v - j);
        int low = (k & MASK) * SIDE * SIDE;
        int high = ((k + 1) & MASK) * SIDE * SIDE;
        float a = plane(low, i, j, fu, fv);
        return a + fade(w - k) * (plane(high, i, j, fu, fv) - a);
    }

    private float plane(int base, int i, int j, float fu, float fv) {
        int near = base + (j & MASK) * SIDE;
        int far = base + ((j + 1) & MASK) * SIDE;
        int left = i & MASK;
        int right = (i + 1) & MASK;
        float a = lattice[near + left] + fu * (lattice[near + right] - lattice[near + left]);
        float b = lattice[far + left] + fu * (lattice[far + right] - lattice[far + left]);
        return a + fv * (b - a);
    }

    private static float fade(float t) {
        return t * t * (3 - 2 * t);
    }
}
