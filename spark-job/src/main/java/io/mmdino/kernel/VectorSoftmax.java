package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Softmax over rows and the cross entropy on the Vector API. */
final class VectorSoftmax implements Attention.RowSoftmax, Arithmetic.Softmax {

    private final ScalarSoftmax narrow = new ScalarSoftmax();

    @Override
    public void forward(Tensor x, int from, int rows) {
        if (Span.tooNarrow(x.cols())) {
            narrow.forward(x, from, rows);
            return;
        }
        Span span = Span.of(x.cols());
        for (int row = from; row < from + rows; row++) {
            softmax(span, x.bytes(), row * x.cols());
        }
    }

    /** In place, the row that begins at element {@code start}. */
    private static void softmax(Span span, ByteBuffer x, int start) {
        float largest = largest(span, x, start);
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            sum = sum.add(exp(span, x, start + j, largest, WHOLE));
        }
        if (span.hasRest()) {
            sum = sum.add(exp(span, x, start + span.last(), largest, REST));
        }
        new VectorRow(span).scale(x, start, 1 / VectorMath.sum(sum), x);
    }

    /** In place; what does not count is returned as zero. */
    private static FloatVector exp(Span span, ByteBuffer x, int i, float largest, boolean whole) {
        FloatVector e = VectorMath.expNegative(load(x, i).sub(largest));
        span.put(e, x, i, whole);
        return span.only(e, whole);
    }

    private static float largest(Span span, ByteBuffer x, int start) {
        FloatVector largest = load(x, start + span.last());
        for (int j = 0; j < span.full(); j += LANES) {
            largest = largest.max(load(x, start + j));
        }
        return VectorMath.max(largest);
    }

    @Override
    public void backward(Tensor dp, Tensor p, int from) {
        if (Span.tooNarrow(dp.cols())) {
            narrow.backward(dp, p, from);
            return;
        }
        Span span = Span.of(dp.cols());
        VectorRow rows = new VectorRow(span);
        for (int row = 0; row < dp.rows(); row++) {
            int i = row * dp.cols();
            int k = (from + row) * dp.cols();
            float mean = rows.dot(dp.bytes(), i, p.bytes(), k);
            backward(span, dp.bytes(), i, p.bytes(), k, mean);
        }
    }

    private static void backward(Span span, ByteBuffer dp, int i, ByteBuffer p, int k, float mean) {
        for (int j = 0; j < span.full(); j += LANES) {
            span.put(load(dp, i + j).sub(mean).mul(load(p, k + j)), dp, i + j, WHOLE);
        }
        if (span.hasRest()) {
            int j = span.last();
            span.put(load(dp, i + j).sub(mean).mul(load(p, k + j)), dp, i + j, REST);
        }
    }

    @Override
    public void centredSoftmax(Tensor z, Tensor centre, double temperature, Tensor out) {
        if (Span.tooNarrow(z.cols())) {
            narrow.centredSoftmax(z, centre, temperature, out);
            return;
        }
        Span span = Span.of(z.cols());
        for (int row = 0; row < z.rows(); row++) {
            int start = row * z.cols();
            sharpen(span, z.bytes(), start, centre.bytes(), (float) (1 / temperature), out.bytes());
            softmax(span, out.bytes(), start);
        }
    }

    private static void sharpen(Span span, ByteBuffer z, int start, ByteBuffer centre, float by, ByteBuffer out) {
        for (int j = 0; j < span.full(); j += LANES) {
            span.put(load(z, start + j).sub(load(centre, j)).mul(by), out, start + j, WHOLE);
        }
        if (span.hasRest()) {
            int i = start + span.last();
            span.put(load(z, i).sub(load(centre, span.last())).mul(by), out, i, REST);
        }
    }

    @Override
    public double crossEntropy(
            Tensor z, Tensor targets, int[] targetRow, double[] weight, double temperature, Tensor dz) {
        if (Span.tooNarrow(z.cols())) {
            return narrow.crossEntropy(z, targets, targetRow, weight, temperature, dz);
        }
        Span span = Span.of(z.cols());
        VectorCrossEntropy entropy =
                new VectorCrossEntropy(span, z.bytes(), targets.bytes(), (float) (1 / temperature), dz.bytes());
        double loss = 0;
        for (int row = 0; row < z.rows(); row++) {
            if (weight[row] != 0) {
                int start = row * z.cols();
                float largest = largest(span, z.bytes(), start);
                loss += entropy.row(start, targetRow[row] * z.cols(), largest, weight[row]);
            }
        }
        return loss;
    }
}
