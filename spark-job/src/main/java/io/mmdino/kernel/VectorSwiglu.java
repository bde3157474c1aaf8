package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * SwiGLU on the Vector API. In its methods: in = first element of a row of u, out = of h, j = column of h.
 *
 * @param half D, columns of h
 * @param h or dh
 * @param bias or dbias
 */
record VectorSwiglu(Span span, int half, ByteBuffer u, ByteBuffer h, ByteBuffer du, ByteBuffer bias) {

    void forwardRow(int row) {
        for (int j = 0; j < span.full(); j += LANES) {
            forward(2 * row * half, row * half, j, WHOLE);
        }
        if (span.hasRest()) {
            forward(2 * row * half, row * half, span.last(), REST);
        }
    }

    private void forward(int in, int out, int j, boolean whole) {
        FloatVector gate = load(u, in + j).add(load(bias, j));
        FloatVector value = load(u, in + half + j).add(load(bias, half + j));
        span.put(gate, u, in + j, whole);
        span.put(value, u, in + half + j, whole);
        span.put(gate.mul(VectorMath.sigmoid(gate)).mul(value), h, out + j, whole);
    }

    void backwardRow(int row) {
        for (int j = 0; j < span.full(); j += LANES) {
            backward(2 * row * half, row * half, j, WHOLE);
        }
        if (span.hasRest()) {
            backward(2 * row * half, row * half, span.last(), REST);
        }
    }

    private void backward(int in, int out, int j, boolean whole) {
        FloatVector gate = load(u, in + j);
        FloatVector slope = load(h, out + j);
        FloatVector sigmoid = VectorMath.sigmoid(gate);
        FloatVector silu = gate.mul(sigmoid);
        FloatVector dsilu = silu.fma(all(1f).sub(sigmoid), sigmoid);
        FloatVector dgate = slope.mul(load(u, in + half + j)).mul(dsilu);
        FloatVector dvalue = slope.mul(silu);
        span.put(dgate, du, in + j, whole);
        span.put(dvalue, du, in + half + j, whole);
        span.add(dgate, bias, j, whole);
        span.add(dvalue, bias, half + j, whole);
    }
}
