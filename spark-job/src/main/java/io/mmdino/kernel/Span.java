package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.SPECIES;
import static io.mmdino.kernel.VectorMath.ZERO;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * How rows of {@code width} elements, LANES or more, are cut into vectors. The elements after the last whole vector are
 * computed by one more vector, which ends with the row and overlaps the one before it; only its new lanes are stored or
 * summed. No vector leaves its row, and no element is handled alone. A loop over a row is
 *
 * <pre>
 * for (int j = 0; j &lt; span.width(); j += LANES) {
 *     int k = span.from(j);
 *     span.put(load(x, start + k), y, start + k, k == j);
 * }
 * </pre>
 *
 * @param width elements of a row
 * @param full elements in whole vectors
 * @param last column where the overlapping vector begins
 * @param fresh its lanes beyond the last whole vector
 */
record Span(int width, int full, int last, VectorMask<Float> fresh) {

    static Span of(int width) {
        int full = SPECIES.loopBound(width);
        long lanes = (1L << LANES) - (1L << (LANES - (width - full)));
        return new Span(width, full, width - LANES, VectorMask.fromLong(SPECIES, lanes));
    }

    /** Whether a row is narrower than one vector, so that the scalar code computes it. */
    static boolean tooNarrow(long width) {
        return width < LANES;
    }

    /** The column where the vector for column j begins: j, or {@code last} when fewer than LANES columns follow j. */
    int from(int j) {
        return Math.min(j, last);
    }

    /** Whether there is an overlapping vector. */
    boolean hasRest() {
        return full < width;
    }

    /** Stores a whole vector, or the fresh lanes of the overlapping one. */
    void put(FloatVector values, ByteBuffer bytes, int index, boolean whole) {
        if (whole) {
            VectorMath.store(values, bytes, index);
        } else {
            VectorMath.store(load(bytes, index).blend(values, fresh), bytes, index);
        }
    }

    /** Adds a whole vector, or the fresh lanes of the overlapping one, to memory. */
    void add(FloatVector values, ByteBuffer bytes, int index, boolean whole) {
        put(load(bytes, index).add(values), bytes, index, whole);
    }

    /** The overlapping vector with 0 in all but its fresh lanes, for sums. */
    FloatVector rest(FloatVector values) {
        return ZERO.blend(values, fresh);
    }

    /** The sum of the row of x that begins at element {@code i}. */
    float sum(ByteBuffer x, int i) {
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < full; j += LANES) {
            sum = sum.add(load(x, i + j));
        }
        if (hasRest()) {
            sum = sum.add(rest(load(x, i + last)));
        }
        return VectorMath.sum(sum);
    }

    /** The dot product of the row of a that begins at element {@code i} and the row of b that begins at {@code k}. */
    float dot(ByteBuffer a, int i, ByteBuffer b, int k) {
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < full; j += LANES) {
            sum = load(a, i + j).fma(load(b, k + j), sum);
        }
        if (hasRest()) {
            FloatVector product = load(a, i + last).mul(load(b, k + last));
            sum = sum.add(rest(product));
        }
        return VectorMath.sum(sum);
    }

    /** {@code y = a * x} for the rows that begin at element {@code i}. */
    void scale(ByteBuffer x, int i, float a, ByteBuffer y) {
        FloatVector factor = all(a);
        for (int j = 0; j < width; j += LANES) {
            int k = from(j);
            put(load(x, i + k).mul(factor), y, i + k, k == j);
        }
    }

    /** {@code y = a * x + b * z} for the rows that begin at element {@code i}. */
    void combine(float a, ByteBuffer x, float b, ByteBuffer z, int i, ByteBuffer y) {
        FloatVector factorX = all(a);
        FloatVector factorZ = all(b);
        for (int j = 0; j < width; j += LANES) {
            int k = from(j);
            put(load(z, i + k).fma(factorZ, load(x, i + k).mul(factorX)), y, i + k, k == j);
        }
    }

    /** {@code y += a * x + b * z} for the rows that begin at element {@code i}. */
    void addSum(float a, ByteBuffer x, float b, ByteBuffer z, int i, ByteBuffer y) {
        FloatVector factorX = all(a);
        FloatVector factorZ = all(b);
        for (int j = 0; j < width; j += LANES) {
            int k = from(j);
            add(load(z, i + k).fma(factorZ, load(x, i + k).mul(factorX)), y, i + k, k == j);
        }
    }
}
