package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** {@link Elementwise} on the Vector API: one pass over the whole tensor as if it were a single row. */
final class VectorElementwise implements Elementwise {

    private static final int SUM_BLOCK = 64 * LANES;

    private final Elementwise narrow = new ScalarElementwise();

    @Override
    public void fill(Tensor y, double value) {
        if (Span.tooNarrow(y.length())) {
            narrow.fill(y, value);
            return;
        }
        FloatVector values = all((float) value);
        ByteBuffer out = y.bytes();
        int end = (int) y.length() - LANES;
        for (int i = 0; i < end; i += LANES) {
            VectorMath.store(values, out, i);
        }
        VectorMath.store(values, out, end);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        ByteBuffer from = source.bytes();
        target.bytes().put(0, from, 0, from.capacity());
    }

    @Override
    public void axpy(double a, Tensor x, Tensor y) {
        if (Span.tooNarrow(y.length())) {
            narrow.axpy(a, x, y);
        } else {
            mix(1f, y.bytes(), (float) a, x.bytes(), Span.of((int) y.length()));
        }
    }

    @Override
    public void scale(double a, Tensor y) {
        if (Span.tooNarrow(y.length())) {
            narrow.scale(a, y);
            return;
        }
        ByteBuffer values = y.bytes();
        Span span = Span.of((int) y.length());
        FloatVector factor = all((float) a);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.put(load(values, k).mul(factor), values, k, k == j);
        }
    }

    @Override
    public void lerp(Tensor y, Tensor x, double momentum) {
        if (Span.tooNarrow(y.length())) {
            narrow.lerp(y, x, momentum);
        } else {
            mix((float) momentum, y.bytes(), (float) (1 - momentum), x.bytes(), Span.of((int) y.length()));
        }
    }

    /** {@code y = keep * y + a * x}. */
    private static void mix(float keep, ByteBuffer y, float a, ByteBuffer x, Span span) {
        FloatVector old = all(keep);
        FloatVector fresh = all(a);
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.put(load(x, k).fma(fresh, load(y, k).mul(old)), y, k, k == j);
        }
    }

    @Override
    public double sumOfSquares(Tensor x) {
        if (Span.tooNarrow(x.length())) {
            return narrow.sumOfSquares(x);
        }
        ByteBuffer in = x.bytes();
        Span span = Span.of((int) x.length());
        double sum = 0;
        for (int i = 0; i < span.full(); i += SUM_BLOCK) {
            sum += blockOfSquares(in, i, Math.min(i + SUM_BLOCK, span.full()));
        }
        FloatVector rest = span.rest(load(in, span.last()));
        return sum + VectorMath.sum(rest.mul(rest));
    }

    /** The sum of squares of elements {@code from} to {@code to}, in float32: a block is short enough to keep the digits and long enough to be fast. */
    private static float blockOfSquares(ByteBuffer in, int from, int to) {
        FloatVector sum = VectorMath.zero();
        for (int i = from; i < to; i += LANES) {
            FloatVector x = load(in, i);
            sum = x.fma(x, sum);
        }
        return VectorMath.sum(sum);
    }

    @Override
    public void adamw(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) {
        if (Span.tooNarrow(p.length())) {
            narrow.adamw(p, g, m, v, step);
            return;
        }
        adamw(Span.of((int) p.length()), p.bytes(), g.bytes(), m.bytes(), v.bytes(), step);
    }

    /** Reads and writes value, gradient and both moments in one pass. */
    private static void adamw(Span span, ByteBuffer p, ByteBuffer g, ByteBuffer m, ByteBuffer v, AdamStep step) {
        FloatVector scale = all((float) step.gradientScale());
        FloatVector beta1 = all((float) step.beta1());
        FloatVector fresh1 = all((float) (1 - step.beta1()));
        FloatVector beta2 = all((float) step.beta2());
        FloatVector fresh2 = all((float) (1 - step.beta2()));
        FloatVector decay = all((float) (1 - step.lr() * step.weightDecay()));
        FloatVector rate = all((float) (step.lr() / step.bias1()));
        FloatVector unbias = all((float) (1 / Math.sqrt(step.bias2())));
        FloatVector epsilon = all((float) step.epsilon());
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            FloatVector slope = load(g, k).mul(scale);
            FloatVector first = slope.fma(fresh1, load(m, k).mul(beta1));
            FloatVector second = slope.mul(slope).fma(fresh2, load(v, k).mul(beta2));
            span.put(first, m, k, k == j);
            span.put(second, v, k, k == j);
            FloatVector change = first.mul(rate).div(second.sqrt().fma(unbias, epsilon));
            span.put(load(p, k).mul(decay).sub(change), p, k, k == j);
        }
    }
}
