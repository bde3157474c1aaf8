package io.mmdino.kernel;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Matrix products through OpenBLAS, straight on tensor memory and on strided matrices within it. Every call runs on one
 * thread: lanes are the parallelism, and results do not depend on how OpenBLAS would divide its work.
 */
final class Blas {

    static {
        openblas.blas_set_num_threads(1);
    }

    private Blas() {}

    /** Loads OpenBLAS, if it is not loaded yet, and sets its number of threads to 1, which ND4J changes when it loads. */
    static void onOneThread() {
        openblas.blas_set_num_threads(1);
    }

    /**
     * {@code c[i] = alpha * op(a[i]) op(b[i]) + beta * c[i]} for all matrices; c is not read when beta is 0.
     *
     * @param a [m, k], or [k, m] if {@code transposeA}
     * @param b [k, n], or [n, k] if {@code transposeB}
     * @param c [m, n]
     */
    static void gemm(
            boolean transposeA, boolean transposeB, double alpha, Matrices a, Matrices b, double beta, Matrices c) {
        if (c.rows() == 0 || c.cols() == 0) {
            return;
        }
        boolean single = c.tensor().type() == Tensor.Type.FLOAT32;
        for (int i = 0; i < c.count(); i++) {
            if (single) {
                singlePrecision(transposeA, transposeB, (float) alpha, a, b, (float) beta, c, i);
            } else {
                doublePrecision(transposeA, transposeB, alpha, a, b, beta, c, i);
            }
        }
    }

    private static void singlePrecision(
            boolean ta, boolean tb, float alpha, Matrices a, Matrices b, float beta, Matrices c, int i) {
        openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                transpose(ta),
                transpose(tb),
                c.rows(),
                c.cols(),
                ta ? a.rows() : a.cols(),
                alpha,
                floats(a, i),
                a.stride(),
                floats(b, i),
                b.stride(),
                beta,
                floats(c, i),
                c.stride());
    }

    private static void doublePrecision(
            boolean ta, boolean tb, double alpha, Matrices a, Matrices b, double beta, Matrices c, int i) {
        openblas.cblas_dgemm(
                openblas.CblasRowMajor,
                transpose(ta),
                transpose(tb),
                c.rows(),
                c.cols(),
                ta ? a.rows() : a.cols(),
                alpha,
                doubles(a, i),
                a.stride(),
                doubles(b, i),
                b.stride(),
                beta,
                doubles(c, i),
                c.stride());
    }

    private static int transpose(boolean yes) {
        return yes ? openblas.CblasTrans : openblas.CblasNoTrans;
    }

    private static FloatPointer floats(Matrices matrices, int i) {
        FloatPointer start = matrices.tensor().floats();
        return matrices.start(i) == 0 ? start : start.getPointer(matrices.start(i));
    }

    private static DoublePointer doubles(Matrices matrices, int i) {
        DoublePointer start = matrices.tensor().doubles();
        return matrices.start(i) == 0 ? start : start.getPointer(matrices.start(i));
    }
}
