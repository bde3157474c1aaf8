package io.mmdino.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Float vectors straight over tensor memory, and the functions that the Vector API of JDK 17 has no fast ones for.
 *
 * <p>How these kernels stay fast: a vector that crosses a call the compiler did not inline is boxed, and it inlines our
 * own methods only until a loop has grown to some 60 vector operations, constants made on the spot included. So
 * constants are static, loops hold their own bodies, and what passes vectors on is short.
 */
final class VectorMath {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();
    static final FloatVector ZERO = FloatVector.zero(SPECIES);
    static final FloatVector ONE = all(1);

    static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final FloatVector LOG2_E = all(1.44269504f);
    private static final FloatVector MINUS_LN2_HIGH = all(-0.693359375f);
    private static final FloatVector MINUS_LN2_LOW = all(2.12194440e-4f);
    // 1.5 * 2^23 + 127: the low bits of x + this are the nearest integer to x, plus the bias of float32's exponent.
    private static final FloatVector ROUNDER = all(12583039f);
    private static final int EXPONENT_BITS = 23;
    private static final FloatVector LOWEST = all(-87f);
    private static final FloatVector HIGHEST = all(88f);
    private static final FloatVector EXP_5 = all(1.9875691500e-4f);
    private static final FloatVector EXP_4 = all(1.3981999507e-3f);
    private static final FloatVector EXP_3 = all(8.3334519073e-3f);
    private static final FloatVector EXP_2 = all(4.1665795894e-2f);
    private static final FloatVector EXP_1 = all(1.6666665459e-1f);
    private static final FloatVector EXP_0 = all(5.0000001201e-1f);
    private static final FloatVector MINUS_HALF = all(-0.5f);

    private static final FloatVector TAIL_SCALE = all(0.48f * 0.70710678f);
    private static final FloatVector TAIL_8 = all(0.5f * -0.052273944f);
    private static final FloatVector TAIL_7 = all(0.5f * 0.28024298f);
    private static final FloatVector TAIL_6 = all(0.5f * -0.55189824f);
    private static final FloatVector TAIL_5 = all(0.5f * 0.41369882f);
    private static final FloatVector TAIL_4 = all(0.5f * -0.09503569f);
    private static final FloatVector TAIL_3 = all(0.5f * 0.23314965f);
    private static final FloatVector TAIL_2 = all(0.5f * 0.22952275f);
    private static final FloatVector TAIL_1 = all(0.5f * 0.27182624f);
    private static final FloatVector TAIL_0 = all(0.5f * 0.27076748f);

    private VectorMath() {}

    /** Elements from {@code index} on. */
    static FloatVector load(ByteBuffer bytes, int index) {
        return FloatVector.fromByteBuffer(SPECIES, bytes, index << 2, ORDER);
    }

    static void store(FloatVector values, ByteBuffer bytes, int index) {
        values.intoByteBuffer(bytes, index << 2, ORDER);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    /** Where a sum starts: a constant there would box the sum in every turn of its loop. */
    static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    /** In lane order on JDK 17, so that the bits do not depend on when the compiler steps in. */
    static float sum(FloatVector values) {
        return values.reduceLanes(VectorOperators.ADD);
    }

    static float max(FloatVector values) {
        return values.reduceLanes(VectorOperators.MAX);
    }

    /** e^x for any x; flat beyond -87 and 88, where float32 ends. */
    static FloatVector exp(FloatVector x) {
        return expNegative(x.min(HIGHEST));
    }

    /** e^x for x of 88 or less, within 2e-7: x = k ln 2 + r, and the polynomial of Cephes' expf on r. */
    static FloatVector expNegative(FloatVector x) {
        FloatVector bounded = x.max(LOWEST);
        FloatVector rounded = bounded.fma(LOG2_E, ROUNDER);
        IntVector power = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_BITS);
        FloatVector k = rounded.sub(ROUNDER);
        FloatVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2_HIGH, bounded));
        FloatVector p =
                EXP_5.fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2).fma(r, EXP_1).fma(r, EXP_0);
        FloatVector fraction = p.fma(r.mul(r), r.add(ONE));
        return fraction.mul(power.reinterpretAsFloats());
    }

    /** e^(-x^2/2): the normal density but for its factor. */
    static FloatVector bell(FloatVector x) {
        return expNegative(x.mul(x).mul(MINUS_HALF));
    }

    /**
     * What of the standard normal distribution lies beyond {@code size}, 0 or more; within 3e-7 relative however small.
     * {@code e^(z^2) erfc(z) / 2} is a polynomial of degree 9 in {@code 1 / (1 + 0.48 z)}, z = size/sqrt(2), fitted for
     * the least largest relative error (2.7e-8 before rounding) over [0, 9.5], where float32's bell ends.
     *
     * @param bell of size
     */
    static FloatVector tail(FloatVector size, FloatVector bell) {
        FloatVector t = ONE.div(size.fma(TAIL_SCALE, ONE));
        FloatVector high = TAIL_8.fma(t, TAIL_7).fma(t, TAIL_6).fma(t, TAIL_5).fma(t, TAIL_4);
        FloatVector p = high.fma(t, TAIL_3).fma(t, TAIL_2).fma(t, TAIL_1).fma(t, TAIL_0);
        return p.mul(t).mul(bell);
    }

    /** The standard normal distribution function, given the tail beyond |x|. */
    static FloatVector normal(FloatVector x, FloatVector tail) {
        return ONE.sub(tail).blend(tail, x.compare(VectorOperators.LT, ZERO));
    }

    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(ONE));
    }
}
