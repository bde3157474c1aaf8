package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** LayerNorm on the Vector API, each row read three times from the cache: mean, variance, result. */
record VectorLayerNorm(
        Span span, int width, ByteBuffer x, ByteBuffer gamma, ByteBuffer beta, ByteBuffer y, ByteBuffer stats) {

    void row(int row, double epsilon) {
        int start = row * width;
        float mean = sum(start) / width;
        float inverse = (float) (1 / Math.sqrt(squares(start, mean) / width + epsilon));
        stats.putFloat(2 * row * Float.BYTES, mean);
        stats.putFloat((2 * row + 1) * Float.BYTES, inverse);
        for (int j = 0; j < span.full(); j += LANES) {
            cell(start + j, j, mean, inverse, WHOLE);
        }
        if (span.hasRest()) {
            cell(start + span.last(), span.last(), mean, inverse, REST);
        }
    }

    private void cell(int i, int j, float mean, float inverse, boolean whole) {
        FloatVector normal = load(x, i).sub(mean).mul(inverse);
        span.put(normal.fma(load(gamma, j), load(beta, j)), y, i, whole);
    }

    private float sum(int start) {
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            sum = sum.add(load(x, start + j));
        }
        if (span.hasRest()) {
            sum = sum.add(span.only(load(x, start + span.last()), REST));
        }
        return VectorMath.sum(sum);
    }

    private float squares(int start, float mean) {
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            FloatVector centred = load(x, start + j).sub(mean);
            sum = centred.fma(centred, sum);
        }
        if (span.hasRest()) {
            FloatVector centred = span.only(load(x, start + span.last()).sub(mean), REST);
            sum = centred.fma(centred, sum);
        }
        return VectorMath.sum(sum);
    }
}
