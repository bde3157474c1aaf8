package io.mmdino.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Float vectors straight on tensor memory, and functions for which the Vector API of JDK 17 has no fast version.
 *
 * <p>Rules that keep the vector kernels fast: a vector is boxed when it crosses a call that the compiler did not inline,
 * and the compiler stops inlining methods of this package when a loop has about 60 vector operations, broadcast
 * constants included. So constants are static, a loop contains its own body, and methods with vectors as arguments are
 * short.
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

    /** One vector of the elements from {@code index} on. */
    static FloatVector load(ByteBuffer bytes, int index) {
        return FloatVector.fromByteBuffer(SPECIES, bytes, index << 2, ORDER);
    }

    /** Writes one vector to the elements from {@code index} on. */
    static void store(FloatVector values, ByteBuffer bytes, int index) {
        values.intoByteBuffer(bytes, index << 2, ORDER);
    }

    /** The value in all lanes. */
    static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    /** The start of a sum. {@link #ZERO} there would box the sum in every turn of its loop. */
    static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    /** The sum of all lanes, added in lane order on JDK 17, so that interpreted and compiled code give the same bits. */
    static float sum(FloatVector values) {
        return values.reduceLanes(VectorOperators.ADD);
    }

    /** The largest lane. */
    static float max(FloatVector values) {
        return values.reduceLanes(VectorOperators.MAX);
    }

    /** e^x for any x; constant below -87 and above 88, where float32 ends. */
    static FloatVector exp(FloatVector x) {
        return expNegative(x.min(HIGHEST));
    }

    /** e^x for x of 88 or less, with a relative error below 2e-7: x = k ln 2 + r, and the polynomial of Cephes' expf on r. */
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

    /** e^(-x^2/2): the density of the normal distribution without its factor 1 / sqrt(2 pi). */
    static FloatVector bell(FloatVector x) {
        return expNegative(x.mul(x).mul(MINUS_HALF));
    }

    /**
     * The probability of the standard normal distribution beyond {@code size}, with a relative error below 3e-7.
     * {@code e^(z^2) erfc(z) / 2} is approximated by a polynomial of degree 9 in {@code 1 / (1 + 0.48 z)}, z =
     * size/sqrt(2), a minimax fit of the relative error (2.7e-8 before rounding) over [0, 9.5], beyond which the bell is
     * 0 in float32.
     *
     * @param size 0 or more
     * @param bell {@link #bell} of size
     */
    static FloatVector tail(FloatVector size, FloatVector bell) {
        FloatVector t = ONE.div(size.fma(TAIL_SCALE, ONE));
        FloatVector high = TAIL_8.fma(t, TAIL_7).fma(t, TAIL_6).fma(t, TAIL_5).fma(t, TAIL_4);
        FloatVector p = high.fma(t, TAIL_3).fma(t, TAIL_2).fma(t, TAIL_1).fma(t, TAIL_0);
        return p.mul(t).mul(bell);
    }

    /** Phi(x), the distribution function of the standard normal distribution, from the {@link #tail} beyond |x|. */
    static FloatVector normal(FloatVector x, FloatVector tail) {
        return ONE.sub(tail).blend(tail, x.compare(VectorOperators.LT, ZERO));
    }

    /** {@code 1 / (1 + e^-x)}. */
    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(ONE));
    }
}
