package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * GELU on the Vector API. In its methods: i = element of the matrix, j = its column.
 *
 * @param bias or dbias
 * @param g or dg
 */
record VectorGelu(Span span, ByteBuffer u, ByteBuffer bias, ByteBuffer g) {

    private static final float DENSITY = 0.39894228f; // 1 / sqrt(2 pi)

    void forwardRow(int start) {
        for (int j = 0; j < span.full(); j += LANES) {
            forward(start + j, j, WHOLE);
        }
        if (span.hasRest()) {
            forward(start + span.last(), span.last(), REST);
        }
    }

    private void forward(int i, int j, boolean whole) {
        FloatVector x = load(u, i).add(load(bias, j));
        span.put(x, u, i, whole);
        span.put(x.mul(VectorMath.normal(x, VectorMath.bell(x))), g, i, whole);
    }

    void backwardRow(int start) {
        for (int j = 0; j < span.full(); j += LANES) {
            backward(start + j, j, WHOLE);
        }
        if (span.hasRest()) {
            backward(start + span.last(), span.last(), REST);
        }
    }

    private void backward(int i, int j, boolean whole) {
        FloatVector x = load(u, i);
        FloatVector bell = VectorMath.bell(x);
        FloatVector slope = x.mul(bell).fma(all(DENSITY), VectorMath.normal(x, bell));
        FloatVector du = load(g, i).mul(slope);
        span.put(du, g, i, whole);
        span.add(du, bias, j, whole);
    }
}
