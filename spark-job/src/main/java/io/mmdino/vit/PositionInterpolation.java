package io.mmdino.vit;

/**
 * The linear map that resizes a stored square grid of position embeddings to another one, as a dense matrix, whose
 * transpose is the backward.
 *
 * <p>In PyTorch, from positions [1, D, s, s] to [1, D, g, g], with {@code f = (g + 0.1) / s}: {@code
 * F.interpolate(positions, scale_factor=(f, f), mode="bicubic")}. Cubic convolution with a = -0.75, no antialias, source
 * coordinate {@code (i + 0.5) / f - 0.5}. The added 0.1 is DINOv2's convention (arXiv:2304.07193); without it, positions of
 * its checkpoints would shift.
 */
final class PositionInterpolation {

    private static final double A = -0.75;
    private static final double OFFSET = 0.1;

    private PositionInterpolation() {}

    /** The map from s*s stored positions to g*g wanted ones, row-major, [g*g, s*s]. */
    static float[] matrix(int stored, int wanted) {
        double[][] side = side(stored, wanted);
        float[] map = new float[wanted * wanted * stored * stored];
        for (int row = 0, at = 0; row < wanted * wanted; row++) {
            double[] vertical = side[row / wanted];
            double[] horizontal = side[row % wanted];
            for (int u = 0; u < stored; u++) {
                for (int v = 0; v < stored; v++) {
                    map[at++] = (float) (vertical[u] * horizontal[v]);
                }
            }
        }
        return map;
    }

    /** The map along one side, [g, s]. */
    private static double[][] side(int stored, int wanted) {
        // torch computes the scale and the coordinate in float32
        float step = (float) (1.0 / ((wanted + OFFSET) / stored));
        double[][] weights = new double[wanted][stored];
        for (int i = 0; i < wanted; i++) {
            float source = step * (i + 0.5f) - 0.5f;
            int floor = (int) Math.floor(source);
            float t = source - floor;
            for (int tap = -1; tap <= 2; tap++) {
                int clamped = Math.max(0, Math.min(stored - 1, floor + tap));
                weights[i][clamped] += cubic(Math.abs(tap - t));
            }
        }
        return weights;
    }

    /** Keys' cubic convolution kernel at distance x. */
    private static double cubic(double x) {
        if (x <= 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? ((A * x - 5 * A) * x + 8 * A) * x - 4 * A : 0;
    }
}
