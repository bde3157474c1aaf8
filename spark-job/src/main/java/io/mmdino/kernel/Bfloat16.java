package io.mmdino.kernel;

/**
 * Numbers of 16 bits: sign, 8 bits of exponent and 7 of the significand, the upper half of a float32 (Kalamkar et al.,
 * arXiv:1905.12322).
 */
final class Bfloat16 {

    static final int LOW_BITS = 16;
    static final int HALF_LESS_ONE = 0x7fff;
    /** Set in the bits of a NaN that is not to be taken for infinity when its lower half is lost. */
    static final int QUIET = 0x40;

    private Bfloat16() {}

    /** The bits of the number nearest to {@code value}, ties to even. */
    static short bits(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> LOW_BITS | QUIET);
        }
        int odd = bits >>> LOW_BITS & 1;
        return (short) (bits + HALF_LESS_ONE + odd >>> LOW_BITS);
    }

    /** The value of {@code bits}. */
    static float value(short bits) {
        return Float.intBitsToFloat(bits << LOW_BITS);
    }
}
