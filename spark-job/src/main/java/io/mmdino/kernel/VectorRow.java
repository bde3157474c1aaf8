package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
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
            sum = sum.add(span.only(product, REST));
        }
        return VectorMath.sum(sum);
    }

    /** {@code y = a * x}. */
    void scale(ByteBuffer x, int i, float a, ByteBuffer y) {
        FloatVector factor = all(a);
        for (int j = 0; j < span.full(); j += LANES) {
            span.put(load(x, i + j).mul(factor), y, i + j, WHOLE);
        }
        if (span.hasRest()) {
            int last = i + span.last();
            span.put(load(x, last).mul(factor), y, last, REST);
        }
    }

    /** {@code y = a * x + b * z}. */
    void combine(float a, ByteBuffer x, float b, ByteBuffer z, int i, ByteBuffer y) {
        FloatVector factor = all(b);
        for (int j = 0; j < span.full(); j += LANES) {
            span.put(load(z, i + j).fma(factor, load(x, i + j).mul(a)), y, i + j, WHOLE);
        }
        if (span.hasRest()) {
            int last = i + span.last();
            span.put(load(z, last).fma(factor, load(x, last).mul(a)), y, last, REST);
        }
    }

    /** {@code y += a * x + b * z}. */
    void add(float a, ByteBuffer x, float b, ByteBuffer z, int i, ByteBuffer y) {
        FloatVector factor = all(b);
        for (int j = 0; j < span.full(); j += LANES) {
            span.add(load(z, i + j).fma(factor, load(x, i + j).mul(a)), y, i + j, WHOLE);
        }
        if (span.hasRest()) {
            int last = i + span.last();
            span.add(load(z, last).fma(factor, load(x, last).mul(a)), y, last, REST);
        }
    }
}
