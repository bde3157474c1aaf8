package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.SPECIES;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * How a row of {@code width} elements, LANES or more, is cut into vectors. What is left after the whole ones is done by
 * one more that ends with the row and so overlaps what was done; of it only the new lanes count. Every vector so stays
 * inside its row, and no element is handled alone.
 *
 * @param full elements in whole vectors
 * @param last where the overlapping vector begins
 * @param fresh the lanes of it that count
 */
record Span(int full, int last, VectorMask<Float> fresh) {

    /** The vector is a whole one: said at every call as a constant, so that the compiler drops the other case. */
    static final boolean WHOLE = true;

    /** The vector is the overlapping one. */
    static final boolean REST = false;

    static Span of(int width) {
        int full = SPECIES.loopBound(width);
        long lanes = (1L << LANES) - (1L << (LANES - (width - full)));
        return new Span(full, width - LANES, VectorMask.fromLong(SPECIES, lanes));
    }

    /** Too narrow for one vector: plain Java's work. */
    static boolean tooNarrow(long width) {
        return width < LANES;
    }

    boolean hasRest() {
        return full < last + LANES;
    }

    /** Stores the lanes that count. */
    void put(FloatVector values, ByteBuffer bytes, int index, boolean whole) {
        VectorMath.store(whole ? values : VectorMath.load(bytes, index).blend(values, fresh), bytes, index);
    }

    /** Adds the lanes that count to memory. */
    void add(FloatVector values, ByteBuffer bytes, int index, boolean whole) {
        put(VectorMath.load(bytes, index).add(values), bytes, index, whole);
    }

    /** Zero in lanes that do not count, for sums. */
    FloatVector only(FloatVector values, boolean whole) {
        return whole ? values : VectorMath.zero().blend(values, fresh);
    }
}
