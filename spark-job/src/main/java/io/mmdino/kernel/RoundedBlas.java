package io.mmdino.kernel;

import java.nio.ByteBuffer;

/**
 * Products of operands rounded to bfloat16, by OpenBLAS in float32: the reference for libraries that multiply bfloat16, and
 * what a processor without instructions for it does. A product of two bfloat16 numbers is exact in float32.
 */
final class RoundedBlas implements Multiplier {

    private final OperandCopies copies = new OperandCopies(Tensor.Type.FLOAT32);

    /** A float32 copy that holds bfloat16 numbers only. */
    @Override
    public Tensor operand(Slot slot, Tensor x) {
        Tensor copy = copies.of(slot, x);
        ByteBuffer from = x.bytes();
        ByteBuffer to = copy.bytes();
        for (int i = 0; i < from.limit(); i += Float.BYTES) {
            to.putFloat(i, Bfloat16.value(Bfloat16.bits(from.getFloat(i))));
        }
        return copy;
    }

    @Override
    public void gemm(
            boolean transposeA, boolean transposeB, double alpha, Matrices a, Matrices b, double beta, Matrices c) {
        Blas.gemm(transposeA, transposeB, alpha, a, b, beta, c);
    }
}
