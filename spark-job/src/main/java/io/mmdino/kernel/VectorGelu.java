package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.ZERO;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of GELU on the Vector API, from element {@code start} on.
 *
 * @param g or dg
 */
record VectorGelu(Span span, ByteBuffer u, ByteBuffer g) {

    private static final FloatVector DENSITY = VectorMath.all(0.39894228f); // 1 / sqrt(2 pi)

    /** {@code x Phi(x) = max(x, 0) - |x| (1 - Phi(|x|))}. */
    void forward(ByteBuffer bias, int start) {
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector x = load(u, start + k).add(load(bias, k));
            span.put(x, u, start + k, k == j);
            FloatVector size = x.abs();
            FloatVector lost = size.mul(VectorMath.tail(size, VectorMath.bell(x)));
            FloatVector y = x.max(ZERO).sub(lost);
            if (k == j) { // what put does, but here put itself would be beyond what the compiler inlines
                y.intoByteBuffer(g, start + k << 2, VectorMath.ORDER);
            } else {
                span.put(y, g, start + k, false);
            }
        }
    }

    /** dbias is the column sum of what dg becomes. */
    void backward(int start) {
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector x = load(u, start + k);
            FloatVector bell = VectorMath.bell(x);
            FloatVector normal = VectorMath.normal(x, VectorMath.tail(x.abs(), bell));
            FloatVector slope = x.mul(bell).fma(DENSITY, normal);
            span.put(load(g, start + k).mul(slope), g, start + k, k == j);
        }
    }
}
