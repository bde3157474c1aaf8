package io.mmdino.kernel;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Matrix products through OpenBLAS, straight on tensor memory and on strided blocks of it. One thread a call: lanes are
 * the parallelism, so results do not depend on how BLAS would share out its work.
 */
final class Blas {

    static {
        Nd4j.getBlasWrapper().level3(); // it sets OpenBLAS's threads when it starts, so it has to start before us
        openblas.blas_set_num_threads(1);
    }

    private Blas() {}

    /** Starts it, if it has not, which sets its threads. */
    static void start() {
        // Naming the class has done it.
    }

    /** {@code c = alpha * op(a) op(b) + beta * c}; what c held is not read when beta is 0. */
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
            single(transposeA, transposeB, (float) alpha, a, b, (float) beta, c);
        } else {
            twice(transposeA, transposeB, alpha, a, b, beta, c);
        }
    }

    private static void single(
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

    private static void twice(
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

    private static FloatPointer floats(StridedMatrix block) {
        FloatPointer start = block.tensor().floats();
        return block.offset() == 0 ? start : start.getPointer(block.offset());
    }

    private static DoublePointer doubles(StridedMatrix block) {
        DoublePointer start = block.tensor().doubles();
        return block.offset() == 0 ? start : start.getPointer(block.offset());
    }
}
