package io.mmdino.crop;

import io.mmdino.settings.Checks;

/**
 * Weights that resize one axis from {@code in} to {@code out} pixels: output pixel i is the weighted sum of {@code taps}
 * input pixels from {@code first[i]} on. The weights of a pixel sum to 1; unused taps weigh 0 and lie inside the input.
 *
 * <p>In PyTorch: {@code F.interpolate(mode="bicubic", antialias=True, align_corners=False)}. Cubic convolution with a =
 * -0.5, stretched by in/out when shrinking (antialias), centres at (i + 0.5) * in/out; weights outside the image are dropped
 * and the rest rescaled. Source: Keys 1981, "Cubic convolution interpolation".
 *
 * @param taps input pixels read for each output pixel
 * @param first first input pixel of each output pixel, [out]
 * @param weights [out, taps]
 */
record ResizeAxis(int in, int out, int taps, int[] first, float[] weights) {

    private static final double A = -0.5;
    private static final double RADIUS = 2.0;

    static ResizeAxis of(int in, int out) {
        new Checks().atLeast("input side", in, 1);
        new Checks().atLeast("output side", out, 1);
        double scale = (double) in / out;
        double stretch = Math.max(scale, 1.0);
        int[] first = new int[out];
        double[][] rows = new double[out][];
        int taps = 0;
        for (int i = 0; i < out; i++) {
            double centre = scale * (i + 0.5);
            first[i] = Math.max((int) (centre - RADIUS * stretch + 0.5), 0);
            int end = Math.min((int) (centre + RADIUS * stretch + 0.5), in);
            rows[i] = row(first[i], end, centre, stretch);
            taps = Math.max(taps, rows[i].length);
        }
        return new ResizeAxis(in, out, taps, first, pack(rows, first, in, taps));
    }

    /** Moves {@code first} back where the taps would reach beyond the input; the pixels added in front weigh 0. */
    private static float[] pack(double[][] rows, int[] first, int in, int taps) {
        float[] weights = new float[rows.length * taps];
        for (int i = 0; i < rows.length; i++) {
            int gained = Math.max(0, first[i] + taps - in);
            first[i] -= gained;
            for (int k = 0; k < rows[i].length; k++) {
                weights[i * taps + gained + k] = (float) rows[i][k];
            }
        }
        return weights;
    }

    private static double[] row(int from, int to, double centre, double stretch) {
        double[] row = new double[to - from];
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
            row[k] = cubic((from + k - centre + 0.5) / stretch);
            sum += row[k];
        }
        for (int k = 0; k < row.length; k++) {
            row[k] /= sum;
        }
        return row;
    }

    private static double cubic(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < RADIUS ? ((x - 5) * x + 8) * x * A - 4 * A : 0;
    }
}
