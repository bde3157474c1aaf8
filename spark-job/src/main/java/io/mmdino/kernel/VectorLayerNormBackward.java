package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** The derivative of {@link VectorLayerNorm}, in three passes over each row while it is in the cache. */
record VectorLayerNormBackward(
        Span span, ByteBuffer dy, ByteBuffer x, ByteBuffer gamma, ByteBuffer dgamma, ByteBuffer dbeta) {

    void row(int row, ByteBuffer stats, ByteBuffer dx) {
        int start = row * span.width();
        float mean = stats.getFloat(2 * row * Float.BYTES);
        float inverse = stats.getFloat((2 * row + 1) * Float.BYTES);
        parameters(start, mean, inverse);
        float slope = new VectorRow(span).dot(dy, start, gamma, 0) / span.width();
        float along = along(start, mean, inverse) / span.width();
        inputs(start, mean, inverse, slope, along, dx);
    }

    private void parameters(int start, float mean, float inverse) {
        FloatVector centre = all(mean);
        FloatVector factor = all(inverse);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector slope = load(dy, start + k);
            span.add(load(x, start + k).sub(centre).mul(factor).mul(slope), dgamma, k, k == j);
            span.add(slope, dbeta, k, k == j);
        }
    }

    /** The sum of gamma * dy * normal. */
    private float along(int start, float mean, float inverse) {
        FloatVector centre = all(mean);
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            FloatVector slope = load(dy, start + j).mul(load(gamma, j));
            sum = slope.fma(load(x, start + j).sub(centre), sum);
        }
        if (span.hasRest()) {
            FloatVector slope = load(dy, start + span.last()).mul(load(gamma, span.last()));
            sum = span.rest(slope).fma(load(x, start + span.last()).sub(centre), sum);
        }
        return VectorMath.sum(sum) * inverse;
    }

    private void inputs(int start, float mean, float inverse, float slope, float along, ByteBuffer dx) {
        FloatVector centre = all(mean);
        FloatVector factor = all(inverse);
        FloatVector level = all(-slope);
        FloatVector tilt = all(-along * inverse);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector through = load(dy, start + k).fma(load(gamma, k), level);
            FloatVector change = load(x, start + k).sub(centre).fma(tilt, through);
            span.put(change.fma(factor, load(dx, start + k)), dx, start + k, k == j);
        }
    }
}
