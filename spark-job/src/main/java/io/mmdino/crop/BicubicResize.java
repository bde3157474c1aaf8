package io.mmdino.crop;

import io.mmdino.settings.Checks;

/**
 * Resizes rectangles to S x S by bicubic interpolation with antialias, along rows first, then along columns. The result is
 * not clipped, so it may lie outside the input's range. {@link ResizeAxis} has the weights, computed once for each input
 * side. Immutable, so all lanes share one.
 */
public final class BicubicResize {

    private final int side;
    private final ResizeAxis[] axes; // axes[i] is for i + 1 input pixels

    /**
     * @param side output side in pixels, S
     * @param largest largest input side in pixels
     */
    public BicubicResize(int side, int largest) {
        new Checks().atLeast("largest input side", largest, 1);
        this.side = side;
        this.axes = new ResizeAxis[largest];
        for (int in = 1; in <= largest; in++) {
            axes[in - 1] = ResizeAxis.of(in, side);
        }
    }

    /** Output side in pixels, S. */
    public int side() {
        return side;
    }

    /** Floats of scratch memory that {@link #resize} needs for inputs of up to {@code height} rows. */
    public int scratchSize(int height) {
        return height * side;
    }

    /**
     * Resizes one plane.
     *
     * @param source the rectangle's rows, {@code stride} apart, its first pixel at {@code offset}
     * @param height rows, at most the largest input side
     * @param width columns, at most the largest input side
     * @param scratch at least {@link #scratchSize} long; overwritten
     * @param target receives [S, S] from {@code targetOffset} on
     */
    public void resize(
            float[] source,
            int offset,
            int stride,
            int height,
            int width,
            float[] scratch,
            float[] target,
            int targetOffset) {
        ResizeAxis columns = axis(width);
        for (int y = 0; y < height; y++) {
            row(columns, source, offset + y * stride, scratch, y * side);
        }
        ResizeAxis rows = axis(height);
        int taps = rows.taps();
        for (int y = 0; y < side; y++) {
            int to = targetOffset + y * side;
            int from = rows.first()[y] * side;
            scale(rows.weights()[y * taps], scratch, from, target, to);
            for (int k = 1; k < taps; k++) {
                add(rows.weights()[y * taps + k], scratch, from + k * side, target, to);
            }
        }
    }

    private ResizeAxis axis(int in) {
        if (in < 1 || in > axes.length) {
            throw new IllegalArgumentException(
                    "cannot resize a side of " + in + " px; this plan takes 1 to " + axes.length + " px");
        }
        return axes[in - 1];
    }

    private static void row(ResizeAxis axis, float[] source, int from, float[] target, int to) {
        int taps = axis.taps();
        float[] weights = axis.weights();
        int[] first = axis.first();
        for (int x = 0; x < first.length; x++) {
            int start = from + first[x];
            float sum = 0;
            for (int k = 0; k < taps; k++) {
                sum += weights[x * taps + k] * source[start + k];
            }
            target[to + x] = sum;
        }
    }

    private void scale(float weight, float[] source, int from, float[] target, int to) {
        for (int x = 0; x < side; x++) {
            target[to + x] = weight * source[from + x];
        }
    }

    private void add(float weight, float[] source, int from, float[] target, int to) {
        if (weight == 0) {
            return;
        }
        for (int x = 0; x < side; x++) {
            target[to + x] += weight * source[from + x];
        }
    }
}
