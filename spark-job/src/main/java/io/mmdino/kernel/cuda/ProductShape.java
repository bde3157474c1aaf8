package io.mmdino.kernel.cuda;

import org.bytedeco.cuda.global.cudart;

/**
 * A product {@code c = alpha * op(a) op(b) + beta * c + bias} of row-major matrices, c in float32.
 *
 * @param transposeA whether a is [k, m] and not [m, k]
 * @param transposeB whether b is [n, k] and not [k, n]
 * @param operand type of a and b, as CUDA numbers types
 * @param tf32 whether operands of float32 are rounded to TF32
 * @param pitchA elements from one row of a to the next
 * @param pitchB elements from one row of b to the next
 * @param hasBias whether a row [1, n] is added to every row of c
 * @param alignment bytes of which all addresses are multiples
 */
record ProductShape(
        boolean transposeA,
        boolean transposeB,
        int m,
        int n,
        int k,
        int operand,
        boolean tf32,
        int pitchA,
        int pitchB,
        boolean hasBias,
        int alignment) {

    /** What the fast algorithms want, and what the library assumes unless it is told otherwise. */
    private static final int WHOLE = 16;

    /** Dense matrices of float32. */
    static ProductShape ofFloats(
            boolean tf32, boolean transposeA, boolean transposeB, int m, int n, int k, boolean hasBias) {
        return new ProductShape(
                transposeA,
                transposeB,
                m,
                n,
                k,
                cudart.CUDA_R_32F,
                tf32,
                transposeA ? m : k,
                transposeB ? k : n,
                hasBias,
                WHOLE);
    }

    /** Rows of bfloat16 that are {@code pitchA} and {@code pitchB} elements apart. */
    static ProductShape ofBfloat16(
            boolean transposeA, boolean transposeB, int m, int n, int k, int pitchA, int pitchB, boolean hasBias) {
        return new ProductShape(
                transposeA, transposeB, m, n, k, cudart.CUDA_R_16BF, false, pitchA, pitchB, hasBias, WHOLE);
    }

    /** This product at other addresses. */
    ProductShape at(long a, long b, long c) {
        return isWhole(a | b | c)
                ? this
                : new ProductShape(
                        transposeA, transposeB, m, n, k, operand, tf32, pitchA, pitchB, hasBias, Float.BYTES);
    }

    /** Whether an address is one that all algorithms take. */
    static boolean isWhole(long address) {
        return address % WHOLE == 0;
    }

    @Override
    public String toString() {
        return "product [" + m + ", " + k + "]" + (transposeA ? " (transposed)" : "") + " x [" + k + ", " + n + "]"
                + (transposeB ? " (transposed)" : "") + type()
                + (hasBias ? " with bias" : "");
    }

    private String type() {
        return operand == cudart.CUDA_R_16BF ? " of bfloat16" : tf32 ? " of float32 as TF32" : " of float32";
    }
}
