package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** LayerNorm on the Vector API, each row read three times from the cache: mean, variance, result. */
record VectorLayerNorm(Span span, ByteBuffer x, ByteBuffer gamma, ByteBuffer beta, ByteBuffer y, ByteBuffer stats) {

    void row(int row, double epsilon) {
        int width = span.width();
        int start = row * width;
        float mean = sum(start) / width;
        float inverse = (float) (1 / Math.sqrt(squares(start, mean) / width + epsilon));
        stats.putFloat(2 * row * Float.BYTES, mean);
        stats.putFloat((2 * row + 1) * Float.BYTES, inverse);
        normalise(start, mean, inverse);
    }

    private void normalise(int start, float mean, float inverse) {
        FloatVector centre = VectorMath.all(mean);
        FloatVector factor = VectorMath.all(inverse);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector normal = load(x, start + k).sub(centre).mul(factor);
            span.put(normal.fma(load(gamma, k), load(beta, k)), y, start + k, k == j);
        }
    }

    private float sum(int start) {
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            sum = sum.add(load(x, start + j));
        }
        if (span.hasRest()) {
            sum = sum.add(span.rest(load(x, start + span.last())));
        }
        return VectorMath.sum(sum);
    }

    private float squares(int start, float mean) {
        FloatVector centre = VectorMath.all(mean);
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            FloatVector centred = load(x, start + j).sub(centre);
            sum = centred.fma(centred, sum);
        }
        if (span.hasRest()) {
            FloatVector centred = span.rest(load(x, start + span.last()).sub(centre));
            sum = centred.fma(centred, sum);
        }
        return VectorMath.sum(sum);
    }
}
