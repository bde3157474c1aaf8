package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** AdamW on the Vector API: one pass over value, gradient and both moments. */
record VectorAdam(ByteBuffer p, ByteBuffer g, ByteBuffer m, ByteBuffer v) {

    void update(Kernels.AdamStep step, Span span) {
        FloatVector scale = all((float) step.gradientScale());
        FloatVector beta1 = all((float) step.beta1());
        FloatVector fresh1 = all((float) (1 - step.beta1()));
        FloatVector beta2 = all((float) step.beta2());
        FloatVector fresh2 = all((float) (1 - step.beta2()));
        FloatVector decay = all((float) (1 - step.lr() * step.weightDecay()));
        FloatVector rate = all((float) (step.lr() / step.bias1()));
        FloatVector unbias = all((float) (1 / Math.sqrt(step.bias2())));
        FloatVector epsilon = all((float) step.epsilon());
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector slope = load(g, k).mul(scale);
            FloatVector first = slope.fma(fresh1, load(m, k).mul(beta1));
            FloatVector second = slope.mul(slope).fma(fresh2, load(v, k).mul(beta2));
            span.put(first, m, k, k == j);
            span.put(second, v, k, k == j);
            FloatVector change = first.mul(rate).div(second.sqrt().fma(unbias, epsilon));
            span.put(load(p, k).mul(decay).sub(change), p, k, k == j);
        }
    }
}
