package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Rows of the residual branch on the Vector API, from element {@code start} on. */
record VectorResidual(Span span, FloatVector scale, ByteBuffer y, ByteBuffer gamma) {

    void forward(ByteBuffer x, ByteBuffer bias, ByteBuffer out, int start) {
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector branch = load(y, start + k).add(load(bias, k));
            span.put(branch, y, start + k, k == j);
            span.put(branch.fma(load(gamma, k).mul(scale), load(x, start + k)), out, start + k, k == j);
        }
    }

    void backward(ByteBuffer dout, ByteBuffer dy, ByteBuffer dgamma, ByteBuffer dbias, int start) {
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector slope = load(dout, start + k).mul(scale);
            FloatVector dbranch = slope.mul(load(gamma, k));
            span.add(slope.mul(load(y, start + k)), dgamma, k, k == j);
            span.put(dbranch, dy, start + k, k == j);
            span.add(dbranch, dbias, k, k == j);
        }
    }
}
