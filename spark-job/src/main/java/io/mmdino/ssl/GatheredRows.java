package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of all workers' matrices, one worker after the other.
 *
 * <p>Letters: R = rows of all workers, D = width.
 *
 * @param values [R, D]
 * @param rows R
 * @param first row at which this worker's begin
 */
record GatheredRows(double[] values, int rows, int first) {

    /**
     * Gathers the rows. Workers may have different numbers of them: each sends as many values as the largest matrix could have, and its
     * number of rows before them.
     *
     * @param mine this worker's rows, [r, D]
     * @param total rows of all workers, R
     */
    static GatheredRows of(Kernels kernels, Tensor mine, int total, BatchReducer reducer) {
        int width = mine.cols();
        int most = longest(total, reducer.workers());
        double[] sent = Arrays.copyOf(new double[] {mine.rows()}, 1 + most * width);
        double[] own = kernels.toDoubles(mine);
        System.arraycopy(own, 0, sent, 1, own.length);
        List<double[]> all = reducer.gather(sent);
        double[] values = new double[total * width];
        int row = 0;
        int first = 0;
        for (int rank = 0; rank < all.size(); rank++) {
            first = rank == reducer.rank() ? row : first;
            int count = (int) all.get(rank)[0];
            System.arraycopy(all.get(rank), 1, values, row * width, count * width);
            row += count;
        }
        return new GatheredRows(values, row, first);
    }

    /** Most rows of one worker when pairs of rows are shared out as evenly as possible. */
    private static int longest(int total, int workers) {
        return 2 * ((total / 2 + workers - 1) / workers);
    }
}
