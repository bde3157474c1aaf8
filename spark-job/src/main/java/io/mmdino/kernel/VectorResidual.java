package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** The residual branch on the Vector API. In its methods: i = element of the matrix, j = its column. */
record VectorResidual(
        Span span, ByteBuffer x, ByteBuffer y, ByteBuffer bias, ByteBuffer gamma, float scale, ByteBuffer out) {

    void row(int start) {
        for (int j = 0; j < span.full(); j += LANES) {
            cell(start + j, j, WHOLE);
        }
        if (span.hasRest()) {
            cell(start + span.last(), span.last(), REST);
        }
    }

    private void cell(int i, int j, boolean whole) {
        FloatVector branch = load(y, i).add(load(bias, j));
        span.put(branch, y, i, whole);
        span.put(branch.fma(load(gamma, j).mul(scale), load(x, i)), out, i, whole);
    }
}
