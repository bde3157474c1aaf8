package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.ONE;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of SwiGLU on the Vector API. In both: gate = first element of a row of u, value = its middle.
 *
 * @param span over D, the columns of h
 * @param h or dh
 */
record VectorSwiglu(Span span, ByteBuffer u, ByteBuffer h, ByteBuffer du) {

    void forward(ByteBuffer bias, int row) {
        int gate = 2 * row * span.width();
        int value = gate + span.width();
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector left = load(u, gate + k).add(load(bias, k));
            FloatVector right = load(u, value + k).add(load(bias, span.width() + k));
            span.put(left, u, gate + k, k == j);
            span.put(right, u, value + k, k == j);
            span.put(left.mul(VectorMath.sigmoid(left)).mul(right), h, row * span.width() + k, k == j);
        }
    }

    /** dbias is the column sum of du. */
    void backward(int row) {
        int gate = 2 * row * span.width();
        int value = gate + span.width();
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector left = load(u, gate + k);
            FloatVector slope = load(h, row * span.width() + k);
            FloatVector sigmoid = VectorMath.sigmoid(left);
            FloatVector silu = left.mul(sigmoid);
            FloatVector dleft = slope.mul(load(u, value + k)).mul(silu.fma(ONE.sub(sigmoid), sigmoid));
            FloatVector dright = slope.mul(silu);
            span.put(dleft, du, gate + k, k == j);
            span.put(dright, du, value + k, k == j);
        }
    }
}
