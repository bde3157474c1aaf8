package io.mmdino.kernel;

import io.mmdino.kernel.onednn.MatmulShape;
import io.mmdino.kernel.onednn.MatmulShape.Layout;
import io.mmdino.kernel.onednn.Matmuls;

/**
 * Products by oneDNN with float32 sums; what is compiled is kept for each thread. Products without terms are left to OpenBLAS,
 * and those of one row or column: oneDNN 3.11 damages the heap when it adds a product of one row to old values.
 */
final class OneDnnMultiplier implements Multiplier {

    private static final int[] STEPS = {1024, 128, 16};

    private final Precision precision;
    private final ThreadLocal<Matmuls> matmuls;
    private final OperandCopies copies = new OperandCopies(Tensor.Type.BFLOAT16);
    private final OperandCopies widened = new OperandCopies(Tensor.Type.FLOAT32);

    /**
     * @param precision of the operands
     * @param matmuls of each thread; multipliers of both precisions may share them
     */
    OneDnnMultiplier(Precision precision, ThreadLocal<Matmuls> matmuls) {
        this.precision = precision;
        this.matmuls = matmuls;
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
    public Tensor operand(Slot slot, Tensor x) {
        if (precision == Precision.FLOAT32) {
            return x;
        }
        Tensor copy = copies.of(slot, x);
        VectorRounding.round(x, copy);
        return copy;
    }

    @Override
    public void gemm(
            boolean transposeA, boolean transposeB, double alpha, Matrices a, Matrices b, double beta, Matrices c) {
        int inner = transposeA ? a.rows() : a.cols();
        if (c.rows() <= 1 || c.cols() <= 1 || inner == 0) {
            Blas.gemm(transposeA, transposeB, alpha, wide(Slot.A, a), wide(Slot.B, b), beta, c);
            return;
        }
        MatmulShape shape = new MatmulShape(
                c.count(),
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

    private static Layout layout(boolean transposed, Matrices matrices) {
        return Layout.of(transposed, matrices.step(), matrices.stride());
    }

    private static long address(Matrices matrices) {
        Tensor tensor = matrices.tensor();
        return tensor.address() + matrices.offset() * tensor.type().bytes;
    }

    /** The matrices in float32: themselves, or copies of those in bfloat16. */
    private Matrices wide(Slot slot, Matrices matrices) {
        Tensor tensor = matrices.tensor();
        if (tensor.type() == Tensor.Type.FLOAT32) {
            return matrices;
        }
        Tensor copy = widened.of(slot, tensor);
        for (int i = 0; i < tensor.length(); i++) {
            copy.set(i, tensor.get(i));
        }
        return matrices.in(copy);
    }
}
