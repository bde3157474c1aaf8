package io.mmdino.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Float vectors straight over tensor memory, and the functions that the Vector API of JDK 17 has no fast ones for. */
final class VectorMath {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float ROUNDER = 12582912f; // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
    private static final int EXPONENT_BITS = 23;
    private static final int ONE_BITS = 0x3f800000;
    private static final float LOWEST = -87f;
    private static final float HIGHEST = 88f;

    private static final float ERFCX_SCALE = 0.48f * 0.70710678f;

    private VectorMath() {}

    /** Elements from {@code index} on; nothing lies beyond them but the buffer. */
    static FloatVector load(ByteBuffer bytes, int index) {
        return FloatVector.fromByteBuffer(SPECIES, bytes, index << 2, ORDER);
    }

    static void store(FloatVector values, ByteBuffer bytes, int index) {
        values.intoByteBuffer(bytes, index << 2, ORDER);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    /** In lane order, so that the bits do not depend on the compiler. */
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

    /** e^x for x of 88 or less, within 2e-7; by x = k ln 2 + r and the polynomial of Cephes' expf on r. */
    static FloatVector expNegative(FloatVector x) {
        FloatVector bounded = x.max(LOWEST);
        FloatVector rounded = bounded.fma(all(LOG2_E), all(ROUNDER));
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_BITS);
        FloatVector k = rounded.sub(ROUNDER);
        FloatVector r = k.fma(all(-LN2_HIGH), bounded);
        r = k.fma(all(-LN2_LOW), r);
        FloatVector p = r.fma(all(1.9875691500e-4f), all(1.3981999507e-3f));
        p = p.fma(r, all(8.3334519073e-3f));
        p = p.fma(r, all(4.1665795894e-2f));
        p = p.fma(r, all(1.6666665459e-1f));
        p = p.fma(r, all(5.0000001201e-1f));
        p = p.fma(r.mul(r), r.add(1f));
        return p.mul(exponent.add(ONE_BITS).reinterpretAsFloats());
    }

    /** e^(-x^2/2): the normal density but for its factor. */
    static FloatVector bell(FloatVector x) {
        return expNegative(x.mul(x).mul(-0.5f));
    }

    /**
     * The standard normal distribution function, within 3e-7 relative in both tails: {@code e^(z^2) erfc(z) / 2} is a
     * polynomial of degree 9 in {@code 1 / (1 + 0.48 z)}, z = |x|/sqrt(2), fitted for the least largest relative error
     * (2.7e-8 before rounding) over [0, 9.5], where float32's bell ends.
     *
     * @param bell of x
     */
    static FloatVector normal(FloatVector x, FloatVector bell) {
        FloatVector t = all(1f).div(x.abs().fma(all(ERFCX_SCALE), all(1f)));
        FloatVector p = t.fma(all(0.5f * -0.052273944f), all(0.5f * 0.28024298f));
        p = p.fma(t, all(0.5f * -0.55189824f));
        p = p.fma(t, all(0.5f * 0.41369882f));
        p = p.fma(t, all(0.5f * -0.09503569f));
        p = p.fma(t, all(0.5f * 0.23314965f));
        p = p.fma(t, all(0.5f * 0.22952275f));
        p = p.fma(t, all(0.5f * 0.27182624f));
        p = p.fma(t, all(0.5f * 0.27076748f));
        FloatVector lower = p.mul(t).mul(bell);
        return all(1f).sub(lower).blend(lower, x.compare(VectorOperators.LT, 0f));
    }

    static FloatVector sigmoid(FloatVector x) {
        return all(1f).div(exp(x.neg()).add(1f));
    }
}
