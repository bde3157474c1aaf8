package io.mmdino.kernel.onednn;

/**
 * Sizes, layouts and factors of the products {@code c[i] = alpha * a[i] b[i] + beta * c[i]}, for i below
 * {@code batch}. All that a compiled primitive depends on; the addresses come with each call.
 *
 * @param batch number of products
 * @param m rows of a and c, 1 or more
 * @param n columns of b and c, 1 or more
 * @param k columns of a, rows of b, 1 or more
 * @param bfloat16 whether a and b are bfloat16 in memory, and not float32; sums and c are float32 always
 */
public record MatmulShape(
        int batch, int m, int n, int k, Layout a, Layout b, Layout c, float alpha, float beta, boolean bfloat16) {

    /**
     * Elements from one matrix, row and column to the next. A transposed matrix has its strides of rows and columns
     * exchanged.
     */
    public record Layout(long matrix, long row, long column) {

        /** A matrix, or its transpose, whose stored rows lie {@code stride} elements apart. */
        public static Layout of(boolean transposed, long matrix, long stride) {
            return transposed ? new Layout(matrix, 1, stride) : new Layout(matrix, stride, 1);
        }

        long[] strides() {
            return new long[] {matrix, row, column};
        }
    }

    @Override
    public String toString() {
        return "matrix product [" + m + ", " + k + "] x [" + k + ", " + n + "], " + batch + " times, "
                + (bfloat16 ? "in bfloat16" : "in float32");
    }
}
