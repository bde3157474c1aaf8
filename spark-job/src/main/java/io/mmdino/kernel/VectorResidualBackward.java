package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** The derivative of {@link VectorResidual}. In its methods: i = element of the matrix, j = its column. */
record VectorResidualBackward(
        Span span,
        ByteBuffer dout,
        ByteBuffer y,
        ByteBuffer gamma,
        float scale,
        ByteBuffer dy,
        ByteBuffer dgamma,
        ByteBuffer dbias) {

    void row(int start) {
        for (int j = 0; j < span.full(); j += LANES) {
            cell(start + j, j, WHOLE);
        }
        if (span.hasRest()) {
            cell(start + span.last(), span.last(), REST);
        }
    }

    private void cell(int i, int j, boolean whole) {
        FloatVector slope = load(dout, i).mul(scale);
        FloatVector dbranch = slope.mul(load(gamma, j));
        span.add(slope.mul(load(y, i)), dgamma, j, whole);
        span.put(dbranch, dy, i, whole);
        span.add(dbranch, dbias, j, whole);
    }
}
