package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** {@link Softmax}, and the softmax of attention, on the Vector API. */
final class VectorSoftmax implements HostAttention.RowSoftmax, Softmax {

    private final ScalarSoftmax narrow = new ScalarSoftmax();

    @Override
    public void forward(Tensor x, Tensor y) {
        if (Span.tooNarrow(x.cols())) {
            narrow.forward(x, y);
            return;
        }
        Span span = Span.of(x.cols());
        for (int row = 0; row < x.rows(); row++) {
            softmax(span, x.bytes(), row * x.cols(), y.bytes());
        }
    }

    /** The softmax of the row that begins at element {@code start}; y may be x. */
    private static void softmax(Span span, ByteBuffer x, int start, ByteBuffer y) {
        float sum = exp(span, x, start, largest(span, x, start));
        span.scale(x, start, 1 / sum, y);
    }

    /** {@code x = exp(x - largest)} for the row that begins at element {@code start}; returns the sum of the row. */
    private static float exp(Span span, ByteBuffer x, int start, float largest) {
        FloatVector top = all(largest);
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

    /** The largest element of the row that begins at element {@code start}. */
    private static float largest(Span span, ByteBuffer x, int start) {
        FloatVector largest = load(x, start + span.last());
        for (int j = 0; j < span.full(); j += LANES) {
            largest = largest.max(load(x, start + j));
        }
        return VectorMath.max(largest);
    }

    @Override
    public void backward(Tensor dp, Tensor p) {
        if (Span.tooNarrow(dp.cols())) {
            narrow.backward(dp, p);
            return;
        }
        Span span = Span.of(dp.cols());
        for (int row = 0; row < dp.rows(); row++) {
            int i = row * dp.cols();
            float mean = span.dot(dp.bytes(), i, p.bytes(), i);
            backward(span, dp.bytes(), i, p.bytes(), mean);
        }
    }

    /** {@code dp = (dp - mean) * p} for the row that begins at element {@code i}. */
    private static void backward(Span span, ByteBuffer dp, int i, ByteBuffer p, float mean) {
        FloatVector level = all(mean);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.put(load(dp, i + k).sub(level).mul(load(p, i + k)), dp, i + k, k == j);
        }
    }

    @Override
    public void centredSoftmax(Tensor z, Tensor centre, Tensor temperature, Tensor out) {
        if (Span.tooNarrow(z.cols())) {
            narrow.centredSoftmax(z, centre, temperature, out);
            return;
        }
        Span span = Span.of(z.cols());
        for (int row = 0; row < z.rows(); row++) {
            int start = row * z.cols();
            sharpen(span, z.bytes(), start, centre.bytes(), (float) (1 / temperature.get(0)), out.bytes());
            softmax(span, out.bytes(), start, out.bytes());
        }
    }

    /** {@code out = (z - centre) * by} for the row that begins at element {@code start}. */
    private static void sharpen(Span span, ByteBuffer z, int start, ByteBuffer centre, float by, ByteBuffer out) {
        FloatVector sharpness = all(by);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.put(load(z, start + k).sub(load(centre, k)).mul(sharpness), out, start + k, k == j);
        }
    }

    @Override
    public void crossEntropy(
            Tensor z, Tensor targets, Tensor targetRow, Tensor weight, double temperature, Tensor dz, Tensor loss) {
        if (Span.tooNarrow(z.cols())) {
            narrow.crossEntropy(z, targets, targetRow, weight, temperature, dz, loss);
            return;
        }
        Span span = Span.of(z.cols());
        CrossEntropy entropy =
                new CrossEntropy(span, z.bytes(), targets.bytes(), (float) (1 / temperature), dz.bytes());
        double sum = 0;
        for (int row = 0; row < z.rows(); row++) {
            double factor = weight.get(row);
            if (factor != 0) {
                int start = row * z.cols();
                float largest = largest(span, z.bytes(), start);
                sum += entropy.row(start, Rows.index(targetRow, row) * z.cols(), largest, factor);
            }
        }
        loss.set(0, loss.get(0) + sum);
    }

    /**
     * Cross entropy, row by row. Letters: i = first element of a row of z and dz, t = first element of its targets, s = (z -
     * largest z of the row) / temperature.
     *
     * @param sharpness 1 / temperature
     */
    private record CrossEntropy(Span span, ByteBuffer z, ByteBuffer targets, float sharpness, ByteBuffer dz) {

        /**
         * Adds the gradient to one row of dz.
         *
         * @return the weighted loss of the row
         */
        double row(int i, int t, float largest, double weight) {
            float mass = span.sum(targets, t);
            float exps = exps(i, largest);
            float chosen = chosen(i, t, largest);
            gradient(i, t, largest, mass / exps, (float) weight * sharpness);
            return weight * (mass * Math.log(exps) - chosen);
        }

        /** The sum of e^s. */
        private float exps(int i, float largest) {
            FloatVector top = all(largest);
            FloatVector by = all(sharpness);
            FloatVector sum = VectorMath.zero();
            for (int j = 0; j < span.full(); j += LANES) {
                sum = sum.add(VectorMath.expNegative(load(z, i + j).sub(top).mul(by)));
            }
            if (span.hasRest()) {
                sum = sum.add(span.rest(
                        VectorMath.expNegative(load(z, i + span.last()).sub(top).mul(by))));
            }
            return VectorMath.sum(sum);
        }

        /** The sum of {@code target * s}. */
        private float chosen(int i, int t, float largest) {
            FloatVector top = all(largest);
            FloatVector sum = VectorMath.zero();
            for (int j = 0; j < span.full(); j += LANES) {
                sum = load(z, i + j).sub(top).fma(load(targets, t + j), sum);
            }
            if (span.hasRest()) {
                FloatVector target = span.rest(load(targets, t + span.last()));
                sum = load(z, i + span.last()).sub(top).fma(target, sum);
            }
            return VectorMath.sum(sum) * sharpness;
        }

        /** Adds {@code (e^s * perExp - target) * factor} to dz. */
        private void gradient(int i, int t, float largest, float perExp, float factor) {
            FloatVector top = all(largest);
            FloatVector by = all(sharpness);
            FloatVector scale = all(perExp);
            FloatVector weight = all(factor);
            for (int j = 0; j < span.width(); j += LANES) {
                int k = span.from(j);
                FloatVector exp = VectorMath.expNegative(load(z, i + k).sub(top).mul(by));
                span.add(exp.mul(scale).sub(load(targets, t + k)).mul(weight), dz, i + k, k == j);
            }
        }
    }
}
