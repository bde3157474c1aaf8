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

    /**
     * A matrix within a tensor whose rows lie {@code stride} elements apart: the queries of one head in [S*N, 3D], for
     * example.
     *
     * @param offset of its first element in the tensor
     * @param rows m
     * @param cols n
     * @param stride elements from one row to the next, n or more
     */
    record StridedMatrix(Tensor tensor, long offset, int rows, int cols, int stride) {

        /** The whole tensor. */
        static StridedMatrix of(Tensor t) {
            return new StridedMatrix(t, 0, t.rows(), t.cols(), t.cols());
        }
    }

    /** Loads OpenBLAS, if it is not loaded yet, and sets its number of threads to 1, which ND4J changes when it loads. */
    static void onOneThread() {
        openblas.blas_set_num_threads(1);
    }

    /**
     * {@code c = alpha * op(a) op(b) + beta * c}; c is not read when beta is 0.
     *
     * @param a [m, k], or [k, m] if {@code transposeA}
     * @param b [k, n], or [n, k] if {@code transposeB}
     * @param c [m, n]
     */
    static void gemm(
            boolean transposeA,
            boolean transposeB,
            double alpha,
            StridedMatrix a,
            StridedMatrix b,
            double beta,
            StridedMatrix c) {
        if (c.rows() == 0 || c.cols() == 0) {
            return;
        }
        if (c.tensor().type() == Tensor.Type.FLOAT32) {
            singlePrecision(transposeA, transposeB, (float) alpha, a, b, (float) beta, c);
        } else {
            doublePrecision(transposeA, transposeB, alpha, a, b, beta, c);
        }
    }

    private static void singlePrecision(
            boolean ta, boolean tb, float alpha, StridedMatrix a, StridedMatrix b, float beta, StridedMatrix c) {
        openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                transpose(ta),
                transpose(tb),
                c.rows(),
                c.cols(),
                ta ? a.rows() : a.cols(),
                alpha,
                floats(a),
                a.stride(),
                floats(b),
                b.stride(),
                beta,
                floats(c),
                c.stride());
    }

    private static void doublePrecision(
            boolean ta, boolean tb, double alpha, StridedMatrix a, StridedMatrix b, double beta, StridedMatrix c) {
        openblas.cblas_dgemm(
                openblas.CblasRowMajor,
                transpose(ta),
                transpose(tb),
                c.rows(),
                c.cols(),
                ta ? a.rows() : a.cols(),
                alpha,
                doubles(a),
                a.stride(),
                doubles(b),
                b.stride(),
                beta,
                doubles(c),
                c.stride());
    }

    private static int transpose(boolean yes) {
        return yes ? openblas.CblasTrans : openblas.CblasNoTrans;
    }

    private static FloatPointer floats(StridedMatrix matrix) {
        FloatPointer start = matrix.tensor().floats();
        return matrix.offset() == 0 ? start : start.getPointer(matrix.offset());
    }

    private static DoublePointer doubles(StridedMatrix matrix) {
        DoublePointer start = matrix.tensor().doubles();
        return matrix.offset() == 0 ? start : start.getPointer(matrix.offset());
    }
}
