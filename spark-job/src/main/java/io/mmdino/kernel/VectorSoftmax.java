package io.mmdino.kernel;

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
        float sum = exp(span, x, start, largest(span, x, start));
        new VectorRow(span).scale(x, start, 1 / sum, x);
    }

    /** {@code x = exp(x - largest)}; returns its sum. */
    private static float exp(Span span, ByteBuffer x, int start, float largest) {
        FloatVector top = VectorMath.all(largest);
        FloatVector sum = VectorMath.zero();
        for (int j = 0; j < span.full(); j += LANES) {
            FloatVector e = VectorMath.expNegative(load(x, start + j).sub(top));
            VectorMath.store(e, x, start + j);
            sum = sum.add(e);
        }
        if (span.hasRest()) {
            FloatVector e = VectorMath.expNegative(load(x, start + span.last()).sub(top));
            span.put(e, x, start + span.last(), false);
            sum = sum.add(span.rest(e));
        }
        return VectorMath.sum(sum);
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
            int t = (from + row) * dp.cols();
            float mean = rows.dot(dp.bytes(), i, p.bytes(), t);
            backward(span, dp.bytes(), i, p.bytes(), t, mean);
        }
    }

    private static void backward(Span span, ByteBuffer dp, int i, ByteBuffer p, int t, float mean) {
        FloatVector level = VectorMath.all(mean);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.put(load(dp, i + k).sub(level).mul(load(p, t + k)), dp, i + k, k == j);
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
        FloatVector sharpness = VectorMath.all(by);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.put(load(z, start + k).sub(load(centre, k)).mul(sharpness), out, start + k, k == j);
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
