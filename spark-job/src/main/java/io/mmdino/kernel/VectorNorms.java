package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** {@link Norms} on the Vector API, row by row: what a row needs of it is read while it is in the cache. */
final class VectorNorms implements Norms {

    private final Norms narrow = new ScalarNorms();

    @Override
    public void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats) {
        if (Span.tooNarrow(x.cols())) {
            narrow.layerNorm(x, gamma, beta, epsilon, y, stats);
            return;
        }
        Span span = Span.of(x.cols());
        for (int row = 0; row < x.rows(); row++) {
            int start = row * x.cols();
            float mean = span.sum(x.bytes(), start) / x.cols();
            float inverse = (float) (1 / Math.sqrt(squares(span, x.bytes(), start, mean) / x.cols() + epsilon));
            stats.bytes().putFloat(2 * row * Float.BYTES, mean);
            stats.bytes().putFloat((2 * row + 1) * Float.BYTES, inverse);
            normalise(span, x.bytes(), start, mean, inverse, gamma.bytes(), beta.bytes(), y.bytes());
        }
    }

    /** The sum of {@code (x - mean)^2} over the row of x that begins at element {@code start}. */
    private static float squares(Span span, ByteBuffer x, int start, float mean) {
        FloatVector centre = all(mean);
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

    /** {@code y = gamma * (x - mean) * inverse + beta} for the row that begins at element {@code start}. */
    private static void normalise(
            Span span,
            ByteBuffer x,
            int start,
            float mean,
            float inverse,
            ByteBuffer gamma,
            ByteBuffer beta,
            ByteBuffer y) {
        FloatVector centre = all(mean);
        FloatVector factor = all(inverse);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector normal = load(x, start + k).sub(centre).mul(factor);
            span.put(normal.fma(load(gamma, k), load(beta, k)), y, start + k, k == j);
        }
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta) {
        if (Span.tooNarrow(x.cols())) {
            narrow.layerNormBackward(dy, x, gamma, stats, dx, dgamma, dbeta);
            return;
        }
        LayerNormBackward back = new LayerNormBackward(
                Span.of(x.cols()), dy.bytes(), x.bytes(), gamma.bytes(), dgamma.bytes(), dbeta.bytes());
        for (int row = 0; row < x.rows(); row++) {
            back.row(row, stats.bytes(), dx.bytes());
        }
    }

    /** The gradient of LayerNorm, in three passes over each row; {@code start} is the row's first element. */
    private record LayerNormBackward(
            Span span, ByteBuffer dy, ByteBuffer x, ByteBuffer gamma, ByteBuffer dgamma, ByteBuffer dbeta) {

        void row(int row, ByteBuffer stats, ByteBuffer dx) {
            int start = row * span.width();
            float mean = stats.getFloat(2 * row * Float.BYTES);
            float inverse = stats.getFloat((2 * row + 1) * Float.BYTES);
            parameters(start, mean, inverse);
            float slope = span.dot(dy, start, gamma, 0) / span.width();
            float along = along(start, mean, inverse) / span.width();
            inputs(start, mean, inverse, slope, along, dx);
        }

        /** Adds to dgamma and dbeta. */
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

        /** The sum of {@code gamma * dy * (x - mean) * inverse}. */
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

        /** Adds to dx. */
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

    @Override
    public void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms) {
        if (Span.tooNarrow(x.cols())) {
            narrow.l2Normalize(x, epsilon, y, norms);
            return;
        }
        Span span = Span.of(x.cols());
        for (int row = 0; row < x.rows(); row++) {
            int i = row * x.cols();
            double norm = Math.max(Math.sqrt(span.dot(x.bytes(), i, x.bytes(), i)), epsilon);
            span.scale(x.bytes(), i, (float) (1 / norm), y.bytes());
            norms.set(row, norm);
        }
    }

    @Override
    public void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx) {
        if (Span.tooNarrow(y.cols())) {
            narrow.l2NormalizeBackward(dy, y, norms, dx);
            return;
        }
        Span span = Span.of(y.cols());
        for (int row = 0; row < y.rows(); row++) {
            int i = row * y.cols();
            float inverse = (float) (1 / norms.get(row));
            float along = span.dot(dy.bytes(), i, y.bytes(), i) * inverse;
            span.combine(inverse, dy.bytes(), -along, y.bytes(), i, dx.bytes());
        }
    }

    @Override
    public void weightNorm(Tensor v, Tensor g, Tensor w) {
        if (Span.tooNarrow(v.cols())) {
            narrow.weightNorm(v, g, w);
            return;
        }
        Span span = Span.of(v.cols());
        for (int row = 0; row < v.rows(); row++) {
            int i = row * v.cols();
            double norm = Math.sqrt(span.dot(v.bytes(), i, v.bytes(), i));
            span.scale(v.bytes(), i, (float) (g.get(row) / norm), w.bytes());
        }
    }

    @Override
    public void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg) {
        if (Span.tooNarrow(v.cols())) {
            narrow.weightNormBackward(dw, v, g, dv, dg);
            return;
        }
        Span span = Span.of(v.cols());
        for (int row = 0; row < v.rows(); row++) {
            int i = row * v.cols();
            double norm = Math.sqrt(span.dot(v.bytes(), i, v.bytes(), i));
            double along = span.dot(dw.bytes(), i, v.bytes(), i) / norm;
            double factor = g.get(row) / norm;
            span.addSum((float) factor, dw.bytes(), (float) (-factor * along / norm), v.bytes(), i, dv.bytes());
            dg.set(row, dg.get(row) + along);
        }
    }
}
