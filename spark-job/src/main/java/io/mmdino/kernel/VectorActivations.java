package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.ONE;
import static io.mmdino.kernel.VectorMath.ZERO;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** {@link Activations} on the Vector API, row by row. */
final class VectorActivations implements Activations {

    private static final FloatVector DENSITY = all(0.39894228f); // 1 / sqrt(2 pi)

    private final Activations narrow = new ScalarActivations();

    @Override
    public void biasGelu(Tensor u, Tensor bias, Tensor g) {
        if (Span.tooNarrow(u.cols())) {
            narrow.biasGelu(u, bias, g);
            return;
        }
        Span span = Span.of(u.cols());
        for (int row = 0; row < u.rows(); row++) {
            gelu(span, u.bytes(), bias.bytes(), g.bytes(), row * u.cols());
        }
    }

    /** The row that begins at element {@code start}: {@code x Phi(x) = max(x, 0) - |x| (1 - Phi(|x|))}. */
    private static void gelu(Span span, ByteBuffer u, ByteBuffer bias, ByteBuffer g, int start) {
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector x = load(u, start + k).add(load(bias, k));
            span.put(x, u, start + k, k == j);
            FloatVector size = x.abs();
            FloatVector lost = size.mul(VectorMath.tail(size, VectorMath.bell(x)));
            FloatVector y = x.max(ZERO).sub(lost);
            if (k == j) { // the first branch of put, repeated here because the compiler would not inline a second put
                y.intoByteBuffer(g, start + k << 2, VectorMath.ORDER);
            } else {
                span.put(y, g, start + k, false);
            }
        }
    }

    @Override
    public void geluBackward(Tensor dg, Tensor u, Tensor dbias) {
        if (Span.tooNarrow(u.cols())) {
            narrow.geluBackward(dg, u, dbias);
            return;
        }
        Span span = Span.of(u.cols());
        for (int row = 0; row < u.rows(); row++) {
            geluBackward(span, u.bytes(), dg.bytes(), row * u.cols());
            VectorRowwise.addRow(span, dg.bytes(), row * u.cols(), dbias.bytes(), 0);
        }
    }

    /** The row that begins at element {@code start}. */
    private static void geluBackward(Span span, ByteBuffer u, ByteBuffer dg, int start) {
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector x = load(u, start + k);
            FloatVector bell = VectorMath.bell(x);
            FloatVector normal = VectorMath.normal(x, VectorMath.tail(x.abs(), bell));
            FloatVector slope = x.mul(bell).fma(DENSITY, normal);
            span.put(load(dg, start + k).mul(slope), dg, start + k, k == j);
        }
    }

    @Override
    public void biasSwiglu(Tensor u, Tensor bias, Tensor h) {
        if (Span.tooNarrow(h.cols())) {
            narrow.biasSwiglu(u, bias, h);
            return;
        }
        Span span = Span.of(h.cols());
        for (int row = 0; row < h.rows(); row++) {
            swiglu(span, u.bytes(), bias.bytes(), h.bytes(), row);
        }
    }

    /** One row; {@code span} is over D, the columns of h, and a row of u is D gates followed by D values. */
    private static void swiglu(Span span, ByteBuffer u, ByteBuffer bias, ByteBuffer h, int row) {
        int gate = 2 * row * span.width();
        int value = gate + span.width();
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector left = load(u, gate + k).add(load(bias, k));
            FloatVector right = load(u, value + k).add(load(bias, span.width() + k));
            span.put(left, u, gate + k, k == j);
            span.put(right, u, value + k, k == j);
            span.put(left.mul(VectorMath.sigmoid(left)).mul(right), h, row * span.width() + k, k == j);
        }
    }

    @Override
    public void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias) {
        if (Span.tooNarrow(dh.cols())) {
            narrow.swigluBackward(dh, u, du, dbias);
            return;
        }
        Span whole = Span.of(u.cols());
        Span half = Span.of(dh.cols());
        for (int row = 0; row < dh.rows(); row++) {
            swigluBackward(half, u.bytes(), dh.bytes(), du.bytes(), row);
            VectorRowwise.addRow(whole, du.bytes(), row * u.cols(), dbias.bytes(), 0);
        }
    }

    /** One row; {@code span} is over D, the columns of dh, and a row of u is D gates followed by D values. */
    private static void swigluBackward(Span span, ByteBuffer u, ByteBuffer dh, ByteBuffer du, int row) {
        int gate = 2 * row * span.width();
        int value = gate + span.width();
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector left = load(u, gate + k);
            FloatVector slope = load(dh, row * span.width() + k);
            FloatVector sigmoid = VectorMath.sigmoid(left);
            FloatVector silu = left.mul(sigmoid);
            FloatVector dleft = slope.mul(load(u, value + k)).mul(silu.fma(ONE.sub(sigmoid), sigmoid));
            FloatVector dright = slope.mul(silu);
            span.put(dleft, du, gate + k, k == j);
            span.put(dright, du, value + k, k == j);
        }
    }

    @Override
    public void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out) {
        if (Span.tooNarrow(x.cols())) {
            narrow.residual(x, y, bias, gamma, scale, out);
            return;
        }
        ResidualRows branch = new ResidualRows(Span.of(x.cols()), all((float) scale), y.bytes(), gamma.bytes());
        for (int row = 0; row < x.rows(); row++) {
            branch.forward(x.bytes(), bias.bytes(), out.bytes(), row * x.cols());
        }
    }

    @Override
    public void residualBackward(
            Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias) {
        if (Span.tooNarrow(y.cols())) {
            narrow.residualBackward(dout, y, gamma, scale, dy, dgamma, dbias);
            return;
        }
        ResidualRows branch = new ResidualRows(Span.of(y.cols()), all((float) scale), y.bytes(), gamma.bytes());
        for (int row = 0; row < y.rows(); row++) {
            branch.backward(dout.bytes(), dy.bytes(), dgamma.bytes(), dbias.bytes(), row * y.cols());
        }
    }

    /** Rows of the residual branch, each from element {@code start} on. */
    private record ResidualRows(Span span, FloatVector scale, ByteBuffer y, ByteBuffer gamma) {

        void forward(ByteBuffer x, ByteBuffer bias, ByteBuffer out, int start) {
            for (int j = 0; j < span.width(); j += LANES) {
                int k = span.from(j);
                FloatVector branch = load(y, start + k).add(load(bias, k));
                span.put(branch, y, start + k, k == j);
                span.put(branch.fma(load(gamma, k).mul(scale), load(x, start + k)), out, start + k, k == j);
            }
        }

        void backward(ByteBuffer dout, ByteBuffer dy, ByteBuffer dgamma, ByteBuffer dbias, int start) {
            for (int j = 0; j < span.width(); j += LANES) {
                int k = span.from(j);
                FloatVector slope = load(dout, start + k).mul(scale);
                FloatVector dbranch = slope.mul(load(gamma, k));
                span.add(slope.mul(load(y, start + k)), dgamma, k, k == j);
                span.put(dbranch, dy, start + k, k == j);
                span.add(dbranch, dbias, k, k == j);
            }
        }
    }
}
