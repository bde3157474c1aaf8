package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Sums and multiples of rows that begin at the same element, on the Vector API. */
record VectorRow(Span span) {

    float dot(ByteBuffer a, int i, ByteBuffer b, int k) {
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            sum = load(a, i + j).fma(load(b, k + j), sum);
        }
        if (span.hasRest()) {
            FloatVector product = load(a, i + span.last()).mul(load(b, k + span.last()));
            sum = sum.add(span.rest(product));
        }
        return VectorMath.sum(sum);
    }

    /** {@code y = a * x}. */
    void scale(ByteBuffer x, int i, float a, ByteBuffer y) {
        FloatVector factor = all(a);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.put(load(x, i + k).mul(factor), y, i + k, k == j);
        }
    }

    /** {@code y = a * x + b * z}. */
    void combine(float a, ByteBuffer x, float b, ByteBuffer z, int i, ByteBuffer y) {
        FloatVector factorX = all(a);
        FloatVector factorZ = all(b);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.put(load(z, i + k).fma(factorZ, load(x, i + k).mul(factorX)), y, i + k, k == j);
        }
    }

    /** {@code y += a * x + b * z}. */
    void add(float a, ByteBuffer x, float b, ByteBuffer z, int i, ByteBuffer y) {
        FloatVector factorX = all(a);
        FloatVector factorZ = all(b);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.add(load(z, i + k).fma(factorZ, load(x, i + k).mul(factorX)), y, i + k, k == j);
        }
    }
}
