package io.mmdino.crop;

import io.mmdino.settings.Checks;

/**
 * Gaussian blur of square planes with a kernel of 9 px, as torchvision's {@code gaussian_blur(kernel_size=9)}: the border is
 * reflected without repeating the edge pixel. The kernel is separable and applied along rows, then along columns.
 */
public final class GaussianBlur {

    /** Pixels of the kernel on either side of its centre; a plane's side must be larger. */
    public static final int RADIUS = 4;

    // Weights below this share of the centre's vanish in float32, so a small sigma needs fewer taps.
    private static final double NEGLIGIBLE = 1e-9;

    private final float[] half; // weight at distance 0, 1, 2, ... from the centre

    /** Computes the kernel. @param sigma standard deviation in pixels, positive */
    public GaussianBlur(double sigma) {
        new Checks().above("blur sigma", sigma, 0);
        double[] weights = new double[RADIUS + 1];
        double sum = 0;
        int reach = 0;
        for (int d = 0; d <= RADIUS; d++) {
            weights[d] = Math.exp(-0.5 * d * d / (sigma * sigma));
            sum += d == 0 ? weights[d] : 2 * weights[d];
            reach = weights[d] > NEGLIGIBLE ? d : reach;
        }
        this.half = new float[reach + 1];
        for (int d = 0; d <= reach; d++) {
            half[d] = (float) (weights[d] / sum);
        }
    }

    /** Floats of scratch memory that {@link #apply} needs. */
    public static int scratchSize(int side) {
        return (side + 2 * RADIUS) * side;
    }

    /**
     * Blurs one plane [side, side] in place.
     *
     * @param offset where the plane starts in {@code image}
     * @param scratch at least {@link #scratchSize} long; overwritten
     */
    public void apply(float[] image, int offset, int side, float[] scratch) {
        new Checks().atLeast("side of a plane to blur", side, RADIUS + 1);
        alongRows(image, offset, side, scratch);
        alongColumns(image, offset, side, scratch);
    }

    /** Copies each row with its reflected ends to scratch, so that the sums need no border cases. */
    private void alongRows(float[] image, int offset, int side, float[] scratch) {
        for (int y = 0; y < side; y++) {
            int row = offset + y * side;
            System.arraycopy(image, row, scratch, RADIUS, side);
            for (int d = 1; d < half.length; d++) {
                scratch[RADIUS - d] = image[row + d];
                scratch[RADIUS + side - 1 + d] = image[row + side - 1 - d];
            }
            weigh(scratch, RADIUS, 1, image, row, side);
        }
    }

    private void alongColumns(float[] image, int offset, int side, float[] scratch) {
        System.arraycopy(image, offset, scratch, RADIUS * side, side * side);
        for (int d = 1; d < half.length; d++) {
            System.arraycopy(image, offset + d * side, scratch, (RADIUS - d) * side, side);
            int last = offset + (side - 1 - d) * side;
            System.arraycopy(image, last, scratch, (RADIUS + side - 1 + d) * side, side);
        }
        weigh(scratch, RADIUS * side, side, image, offset, side * side);
    }

    private void weigh(float[] source, int from, int step, float[] target, int to, int count) {
        for (int i = 0; i < count; i++) {
            target[to + i] = half[0] * source[from + i];
        }
        for (int d = 1; d < half.length; d++) {
            float weight = half[d];
            int before = from - d * step;
            int after = from + d * step;
            for (int i = 0; i < count; i++) {
                target[to + i] += weight * (source[before + i] + source[after + i]);
            }
        }
    }
}
