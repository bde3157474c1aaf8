package io.mmdino.average.server;

import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;

/**
 * The part of a vector that one code is about: a message has a limit, and a vector of any length is cut into parts that fit.
 *
 * @param start first element
 * @param count elements
 */
record CodeRange(long start, int count) {

    /** Elements of every range but the last. */
    static final int LENGTH = 1 << 20;

    /** How many elements of a range one share sends at most, which bounds a message; the rest waits in the residual. */
    static final int MOST = LENGTH / 16;

    /** @throws IllegalArgumentException where no range begins */
    static CodeRange at(long start, long length) {
        if (start < 0 || start >= length || start % LENGTH != 0) {
            throw new IllegalArgumentException(
                    "a code for element " + start + " of " + length + ", where no range of " + LENGTH + " begins");
        }
        return new CodeRange(start, (int) Math.min(LENGTH, length - start));
    }

    Tensor of(ParameterVector vector) {
        return vector.range(start, count);
    }

    static void forEach(long length, Use use) {
        for (long start = 0; start < length; start += LENGTH) {
            use.range(at(start, length));
        }
    }

    /** What is done with a range. */
    @FunctionalInterface
    interface Use {
        void range(CodeRange range);
    }
}
