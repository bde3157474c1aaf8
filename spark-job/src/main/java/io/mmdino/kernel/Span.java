package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.SPECIES;
import static io.mmdino.kernel.VectorMath.ZERO;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * How a row of {@code width} elements, LANES or more, is cut into vectors. What is left after the whole ones is done by
 * one more that ends with the row and so overlaps what was done; of it only the new lanes count. Every vector so stays
 * inside its row, and no element is handled alone. A loop over a row goes
 *
 * <pre>
 * for (int j = 0; j &lt; span.width(); j += LANES) {
 *     int k = span.from(j);
 *     span.put(load(x, start + k), y, start + k, k == j);
 * }
 * </pre>
 *
 * @param width of the row
 * @param full elements in whole vectors
 * @param last where the overlapping vector begins
 * @param fresh the lanes of it that count
 */
record Span(int width, int full, int last, VectorMask<Float> fresh) {

    static Span of(int width) {
        int full = SPECIES.loopBound(width);
        long lanes = (1L << LANES) - (1L << (LANES - (width - full)));
        return new Span(width, full, width - LANES, VectorMask.fromLong(SPECIES, lanes));
    }

    /** Too narrow for one vector: plain Java's work. */
    static boolean tooNarrow(long width) {
        return width < LANES;
    }

    /** Where the vector for columns from j on begins: at j, or before it when j's is the overlapping one. */
    int from(int j) {
        return Math.min(j, last);
    }

    boolean hasRest() {
        return full < width;
    }

    /** Stores the lanes that count: all of a whole vector. */
    void put(FloatVector values, ByteBuffer bytes, int index, boolean whole) {
        if (whole) {
            VectorMath.store(values, bytes, index);
        } else {
            VectorMath.store(VectorMath.load(bytes, index).blend(values, fresh), bytes, index);
        }
    }

    /** Adds the lanes that count to memory. */
    void add(FloatVector values, ByteBuffer bytes, int index, boolean whole) {
        put(VectorMath.load(bytes, index).add(values), bytes, index, whole);
    }

    /** Of the overlapping vector, zero in lanes that do not count: for sums. */
    FloatVector rest(FloatVector values) {
        return ZERO.blend(values, fresh);
    }
}
