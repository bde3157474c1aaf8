package io.mmdino.average.server;

import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;

/**
 * The part of a vector that one threshold code covers. Vectors are divided into ranges because a message has a longest length.
 *
 * @param start index of the first element
 * @param count number of elements
 */
record CodeRange(long start, int count) {

    /** Number of elements of every range except the last. */
    static final int LENGTH = 1 << 20;

    /** Most elements of a range that one share sends, which bounds a message; the rest waits in the residual. */
    static final int MOST = LENGTH / 16;

    /**
     * The range that begins at an element of a vector.
     *
     * @param length of the whole vector, in elements
     * @throws IllegalArgumentException when no range begins there
     */
    static CodeRange at(long start, long length) {
        if (start < 0 || start >= length || start % LENGTH != 0) {
            throw new IllegalArgumentException(
                    "a code for element " + start + " of " + length + ", where no range of " + LENGTH + " begins");
        }
        return new CodeRange(start, (int) Math.min(LENGTH, length - start));
    }

    /** The elements of this range, [count]; shares memory with the vector. */
    Tensor of(ParameterVector vector) {
        return vector.range(start, count);
    }

    static void forEach(long length, Use use) {
        for (long start = 0; start < length; start += LENGTH) {
            use.range(at(start, length));
        }
    }

    @FunctionalInterface
    interface Use {
        void range(CodeRange range);
    }
}
