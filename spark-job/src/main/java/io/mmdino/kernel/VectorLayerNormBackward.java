package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** The derivative of {@link VectorLayerNorm}: one pass for the sums and the parameters, one for dx. */
record VectorLayerNormBackward(
        Span span,
        int width,
        ByteBuffer dy,
        ByteBuffer x,
        ByteBuffer gamma,
        ByteBuffer stats,
        ByteBuffer dx,
        ByteBuffer dgamma,
        ByteBuffer dbeta) {

    void row(int row) {
        int start = row * width;
        float mean = stats.getFloat(2 * row * Float.BYTES);
        float inverse = stats.getFloat((2 * row + 1) * Float.BYTES);
        FloatVector slopes = VectorMath.zero();
        FloatVector along = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            FloatVector normal = normal(start + j, mean, inverse);
            FloatVector slope = parameters(start + j, j, normal, WHOLE);
            slopes = slopes.add(slope);
            along = slope.fma(normal, along);
        }
        if (span.hasRest()) {
            FloatVector normal = normal(start + span.last(), mean, inverse);
            FloatVector slope = span.only(parameters(start + span.last(), span.last(), normal, REST), REST);
            slopes = slopes.add(slope);
            along = slope.fma(normal, along);
        }
        inputs(start, mean, inverse, VectorMath.sum(slopes) / width, VectorMath.sum(along) / width);
    }

    private FloatVector normal(int i, float mean, float inverse) {
        return load(x, i).sub(mean).mul(inverse);
    }

    /** Adds to dgamma and dbeta; returns the slope at the normal values. */
    private FloatVector parameters(int i, int j, FloatVector normal, boolean whole) {
        FloatVector slope = load(dy, i);
        span.add(slope.mul(normal), dgamma, j, whole);
        span.add(slope, dbeta, j, whole);
        return slope.mul(load(gamma, j));
    }

    private void inputs(int start, float mean, float inverse, float slope, float along) {
        for (int j = 0; j < span.full(); j += LANES) {
            input(start + j, j, normal(start + j, mean, inverse), inverse, slope, along, WHOLE);
        }
        if (span.hasRest()) {
            int i = start + span.last();
            input(i, span.last(), normal(i, mean, inverse), inverse, slope, along, REST);
        }
    }

    private void input(int i, int j, FloatVector normal, float inverse, float slope, float along, boolean whole) {
        FloatVector through = load(dy, i).mul(load(gamma, j)).sub(slope).sub(normal.mul(along));
        span.add(through.mul(inverse), dx, i, whole);
    }
}
