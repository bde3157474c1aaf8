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
    public void sumsOfSquares(Tensor x, Segments part, Tensor sums) {
        ByteBuffer in = x.bytes();
        for (int i = part.first(); i < part.end(); i++) {
            int start = part.start(i);
            int length = part.get(i).length();
            sums.set(
                    i,
                    Span.tooNarrow(length)
                            ? ScalarElementwise.sumOfSquares(x.slice(start, 1, length))
                            : sumOfSquares(in, start, Span.of(length)));
        }
    }

    private static double sumOfSquares(ByteBuffer in, int start, Span span) {
        double sum = 0;
        for (int i = 0; i < span.full(); i += SUM_BLOCK) {
            sum += blockOfSquares(in, start + i, start + Math.min(i + SUM_BLOCK, span.full()));
        }
        FloatVector rest = span.rest(load(in, start + span.last()));
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
    public void adamw(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            Segments part,
            AdamRule rule,
            AdamStep step,
            Tensor squares,
            Tensor figures) {
        ByteBuffer value = p.bytes();
        ByteBuffer gradient = g.bytes();
        ByteBuffer first = m.bytes();
        ByteBuffer second = v.bytes();
        AdamUpdate.forEach(part, rule, step, squares.toDoubles(), figures.toDoubles(), (start, length, update) -> {
            if (Span.tooNarrow(length)) {
                ScalarElementwise.adamw(
                        p.slice(start, 1, length),
                        g.slice(start, 1, length),
                        m.slice(start, 1, length),
                        v.slice(start, 1, length),
                        update);
            } else {
                adamw(Span.of(length), start, value, gradient, first, second, update);
            }
        });
    }

    /** Reads and writes value, gradient and both moments of one segment, which begins at element {@code start}, in one pass. */
    private static void adamw(
            Span span, int start, ByteBuffer p, ByteBuffer g, ByteBuffer m, ByteBuffer v, AdamUpdate update) {
        FloatVector scale = all((float) update.gradientScale());
        FloatVector beta1 = all((float) update.beta1());
        FloatVector fresh1 = all((float) (1 - update.beta1()));
        FloatVector beta2 = all((float) update.beta2());
        FloatVector fresh2 = all((float) (1 - update.beta2()));
        FloatVector keep = all((float) update.keep());
        FloatVector rate = all((float) update.rate());
        FloatVector unbias = all((float) (1 / Math.sqrt(update.bias2())));
        FloatVector epsilon = all((float) update.epsilon());
        for (int j = 0; j < span.width(); j += LANES) {
            int k = start + span.from(j);
            FloatVector slope = load(g, k).mul(scale);
            FloatVector first = slope.fma(fresh1, load(m, k).mul(beta1));
            FloatVector second = slope.mul(slope).fma(fresh2, load(v, k).mul(beta2));
            span.put(first, m, k, k == start + j);
            span.put(second, v, k, k == start + j);
            FloatVector change = first.mul(rate).div(second.sqrt().fma(unbias, epsilon));
            span.put(load(p, k).mul(keep).sub(change), p, k, k == start + j);
        }
    }

    @Override
    public void follow(Tensor y, Tensor x, double momentum, Tensor squares, Tensor figures) {
        if (AdamUpdate.isFinite(squares.toDoubles(), figures.toDoubles())) {
            lerp(y, x, momentum);
        }
    }
}
