package io.mmdino.kernel;

import io.mmdino.kernel.Blas.StridedMatrix;
import io.mmdino.kernel.onednn.MatmulShape;
import io.mmdino.kernel.onednn.MatmulShape.Layout;
import io.mmdino.kernel.onednn.Matmuls;

/**
 * Float32 products by oneDNN; what is compiled is kept for each thread. Products without terms are left to OpenBLAS, and those
 * of one row or column: oneDNN 3.11 damages the heap when it adds a product of one row to old values.
 */
final class OneDnnMultiplier implements Multiplier {

    private static final int[] STEPS = {1024, 128, 16};

    private final Precision precision;
    private final ThreadLocal<Matmuls> matmuls;
    private final Multiplier small;

    /**
     * @param precision to which operands are rounded first
     * @param matmuls of each thread; multipliers of both precisions may share them
     */
    OneDnnMultiplier(Precision precision, ThreadLocal<Matmuls> matmuls) {
        this.precision = precision;
        this.matmuls = matmuls;
        this.small = precision == Precision.BFLOAT16 ? new RoundedBlas() : Blas::gemm;
    }

    /** The sizes of a coarser or finer step, so that any number of rows is four calls at most, and 65 sizes cover all numbers below 8,192. */
    @Override
    public int block(int rows) {
        for (int step : STEPS) {
            if (rows >= step * 2) {
                return rows / step * step;
            }
        }
        return rows;
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            double alpha,
            StridedMatrix a,
            StridedMatrix b,
            double beta,
            StridedMatrix c) {
        int inner = transposeA ? a.rows() : a.cols();
        if (c.rows() <= 1 || c.cols() <= 1 || inner == 0) {
            small.gemm(transposeA, transposeB, alpha, a, b, beta, c);
            return;
        }
        MatmulShape shape = new MatmulShape(
                1,
                c.rows(),
                c.cols(),
                inner,
                layout(transposeA, a),
                layout(transposeB, b),
                layout(false, c),
                (float) alpha,
                (float) beta,
                precision == Precision.BFLOAT16);
        matmuls.get().run(shape, address(a), address(b), address(c));
    }

    /** A single matrix; the step to a next one is never taken, but oneDNN wants it to be beyond this one. */
    private static Layout layout(boolean transposed, StridedMatrix matrix) {
        return Layout.of(transposed, (long) matrix.rows() * matrix.stride(), matrix.stride());
    }

    private static long address(StridedMatrix matrix) {
        return matrix.tensor().floats().address() + matrix.offset() * Float.BYTES;
    }
}
