package io.mmdino.dicom.codec;

/**
 * The inverse cosine transform of a block of 8 x 8 coefficients, in double and rounded once, so that it is exact to the last bit of
 * a sample. Source: ITU-T T.81 section A.3.3.
 */
final class InverseDct {

    private static final int SIDE = 8;

    /** Sample x of basis function u: C(u) / 2 * cos((2x + 1) u pi / 16), [x, u]. */
    private static final double[][] BASIS = basis();

    private final double[] half = new double[SIDE * SIDE];
    private final int most;
    private final int shift;

    /** @param precision bits of a sample; samples are shifted by half their range */
    InverseDct(int precision) {
        most = (1 << precision) - 1;
        shift = 1 << (precision - 1);
    }

    /**
     * Transforms a block and writes its samples, limited to their range.
     *
     * @param block coefficients by vertical, then horizontal frequency, [64]
     * @param rows eight rows, written from column {@code left} on
     */
    void store(double[] block, int[][] rows, int left) {
        for (int v = 0; v < SIDE; v++) {
            for (int x = 0; x < SIDE; x++) {
                double sum = 0;
                for (int u = 0; u < SIDE; u++) {
                    sum += BASIS[x][u] * block[v * SIDE + u];
                }
                half[v * SIDE + x] = sum;
            }
        }
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double sum = shift;
                for (int v = 0; v < SIDE; v++) {
                    sum += BASIS[y][v] * half[v * SIDE + x];
                }
                rows[y][left + x] = (int) Math.max(0, Math.min(most, Math.rint(sum)));
            }
        }
    }

    private static double[][] basis() {
        double[][] basis = new double[SIDE][SIDE];
        for (int x = 0; x < SIDE; x++) {
            for (int u = 0; u < SIDE; u++) {
                double scale = u == 0 ? Math.sqrt(0.125) : 0.5;
                basis[x][u] = scale * Math.cos((2 * x + 1) * u * Math.PI / 16);
            }
        }
        return basis;
    }
}
