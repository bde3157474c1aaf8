package io.mmdino.kernel;

import static io.mmdino.kernel.Span.REST;
import static io.mmdino.kernel.Span.WHOLE;
import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.all;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Vector API for what treats every element alike: one pass over the whole tensor as a single row. */
final class VectorFlat implements Arithmetic.Flat {

    private static final int SUM_BLOCK = 64 * LANES;

    private final Arithmetic.Flat narrow = new ScalarFlat();

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
    public void lerp(Tensor y, Tensor x, double momentum) {
        if (Span.tooNarrow(y.length())) {
            narrow.lerp(y, x, momentum);
        } else {
            mix((float) momentum, y.bytes(), (float) (1 - momentum), x.bytes(), Span.of((int) y.length()));
        }
    }

    /** {@code y = keep * y + a * x}. */
    private static void mix(float keep, ByteBuffer y, float a, ByteBuffer x, Span span) {
        FloatVector factor = all(a);
        for (int i = 0; i < span.full(); i += LANES) {
            span.put(load(x, i).fma(factor, load(y, i).mul(keep)), y, i, WHOLE);
        }
        if (span.hasRest()) {
            int i = span.last();
            span.put(load(x, i).fma(factor, load(y, i).mul(keep)), y, i, REST);
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
        FloatVector rest = span.only(load(in, span.last()), REST);
        return sum + VectorMath.sum(rest.mul(rest));
    }

    /** In float32: short enough for its digits, long enough for its speed. */
    private static float blockOfSquares(ByteBuffer in, int from, int to) {
        FloatVector sum = VectorMath.zero();
        for (int i = from; i < to; i += LANES) {
            FloatVector x = load(in, i);
            sum = x.fma(x, sum);
        }
        return VectorMath.sum(sum);
    }

    @Override
    public void adamw(Tensor p, Tensor g, Tensor m, Tensor v, Kernels.AdamStep step) {
        if (Span.tooNarrow(p.length())) {
            narrow.adamw(p, g, m, v, step);
            return;
        }
        Span span = Span.of((int) p.length());
        Adam adam = new Adam(p.bytes(), g.bytes(), m.bytes(), v.bytes(), span, Factors.of(step));
        for (int i = 0; i < span.full(); i += LANES) {
            adam.update(i, WHOLE);
        }
        if (span.hasRest()) {
            adam.update(span.last(), REST);
        }
    }

    /** A step's numbers as each element needs them. */
    private record Factors(
            float gradient,
            float beta1,
            float fresh1,
            float beta2,
            float fresh2,
            float decay,
            float rate,
            float size,
            float epsilon) {

        static Factors of(Kernels.AdamStep step) {
            return new Factors(
                    (float) step.gradientScale(),
                    (float) step.beta1(),
                    (float) (1 - step.beta1()),
                    (float) step.beta2(),
                    (float) (1 - step.beta2()),
                    (float) (1 - step.lr() * step.weightDecay()),
                    (float) (step.lr() / step.bias1()),
                    (float) (1 / Math.sqrt(step.bias2())),
                    (float) step.epsilon());
        }
    }

    private record Adam(ByteBuffer p, ByteBuffer g, ByteBuffer m, ByteBuffer v, Span span, Factors by) {

        void update(int i, boolean whole) {
            FloatVector slope = load(g, i).mul(by.gradient());
            FloatVector first = slope.fma(all(by.fresh1()), load(m, i).mul(by.beta1()));
            FloatVector second =
                    slope.mul(slope).fma(all(by.fresh2()), load(v, i).mul(by.beta2()));
            FloatVector size = second.sqrt().fma(all(by.size()), all(by.epsilon()));
            FloatVector value =
                    load(p, i).mul(by.decay()).sub(first.mul(by.rate()).div(size));
            span.put(first, m, i, whole);
            span.put(second, v, i, whole);
            span.put(value, p, i, whole);
        }
    }
}
