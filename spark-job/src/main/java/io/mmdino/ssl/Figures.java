package io.mmdino.ssl;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;

/**
 * The numbers that a step reports. Kernels add to them in their own memory during the step, each lane to a row of its own, and
 * {@link #read} copies all of them to the host at its end.
 *
 * <p>Letters: L = lanes, F = figures of a row.
 */
final class Figures implements AutoCloseable {

    /** One figure of a row; losses are weighted sums, as kernels add them. */
    enum Name {
        DINO_LOCAL,
        DINO_GLOBAL,
        IBOT,
        LABELLED,
        CORRECT_LOCAL,
        CORRECT_GLOBAL,
        KOLEO,
        TEACHER_ENTROPY,
        CLS_VARIANCE
    }

    private static final int COUNT = Name.values().length;

    private final Kernels kernels;
    private final Tensor rows;
    private final Tensor host;

    Figures(Kernels kernels, int lanes) {
        this.kernels = kernels;
        rows = kernels.allocate(Tensor.Type.FLOAT64, (long) lanes * COUNT).reshape(lanes, COUNT);
        host = rows.isOnHost() ? rows : Tensor.host(Tensor.Type.FLOAT64, lanes, COUNT);
    }

    /** Sets all figures to 0. */
    void clear() {
        kernels.clear(rows);
    }

    /** A figure of a lane, [1, 1] float64; figures of the whole batch are lane 0's. */
    Tensor of(int lane, Name name) {
        return rows.slice((long) lane * COUNT + name.ordinal(), 1, 1);
    }

    /** All figures, [L, F] float64. */
    Tensor rows() {
        return rows;
    }

    /** Copies the figures to the host, when everything before this call has been computed. */
    void read() {
        if (host != rows) {
            kernels.download(rows, host);
        }
    }

    /** The sum over the lanes, in their order, as {@link #read} found it. */
    double sum(Name name) {
        double sum = 0;
        for (int lane = 0; lane < host.rows(); lane++) {
            sum += host.get(lane, name.ordinal());
        }
        return sum;
    }

    @Override
    public void close() {
        rows.free();
        host.free();
    }
}
