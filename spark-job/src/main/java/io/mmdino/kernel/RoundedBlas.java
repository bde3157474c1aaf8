package io.mmdino.kernel;

import io.mmdino.kernel.Blas.StridedMatrix;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * Products of operands rounded to bfloat16, by OpenBLAS in float32: the reference for libraries that multiply bfloat16, and
 * what a processor without instructions for it does. A product of two bfloat16 numbers is exact in float32.
 */
final class RoundedBlas implements Multiplier {

    private static final int LOW_BITS = 16;
    private static final int HALF_LESS_ONE = 0x7fff;

    private final ThreadLocal<Tensor[]> scratch = ThreadLocal.withInitial(() -> new Tensor[2]);

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            double alpha,
            StridedMatrix a,
            StridedMatrix b,
            double beta,
            StridedMatrix c) {
        Blas.gemm(transposeA, transposeB, alpha, rounded(a, 0), rounded(b, 1), beta, c);
    }

    /** A copy of {@code source} without gaps, rounded, in the operand's scratch memory, which grows and is kept. */
    private StridedMatrix rounded(StridedMatrix source, int operand) {
        Tensor[] kept = scratch.get();
        long length = (long) source.rows() * source.cols();
        if (kept[operand] == null || kept[operand].length() < length) {
            kept[operand] = Tensor.host(Tensor.Type.FLOAT32, 1, Math.toIntExact(length + length / 2));
        }
        StridedMatrix target = StridedMatrix.of(kept[operand].slice(0, source.rows(), source.cols()));
        FloatIndexer from = indexer(source);
        FloatIndexer to = indexer(target);
        for (long row = 0; row < source.rows(); row++) {
            for (long col = 0; col < source.cols(); col++) {
                float value = from.get(row * source.stride() + col);
                to.put(row * source.cols() + col, toBfloat16(value));
            }
        }
        return target;
    }

    private static FloatIndexer indexer(StridedMatrix matrix) {
        long span = (matrix.rows() - 1L) * matrix.stride() + matrix.cols();
        FloatPointer start = matrix.tensor().floats().getPointer(matrix.offset());
        return FloatIndexer.create(start.capacity(Math.max(0, span)));
    }

    /** The bfloat16 number nearest to {@code value}, ties to even. */
    static float toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return value;
        }
        int odd = bits >>> LOW_BITS & 1;
        return Float.intBitsToFloat(bits + HALF_LESS_ONE + odd >> LOW_BITS << LOW_BITS);
    }
}
