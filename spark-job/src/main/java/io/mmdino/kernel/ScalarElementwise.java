package io.mmdino.kernel;

import java.util.Arrays;

/** {@link Elementwise} in plain Java. */
final class ScalarElementwise implements Elementwise {

    /** The new value of an element of y from its old one and the element of x. */
    @FunctionalInterface
    private interface Mix {
        double of(double y, double x);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        mix(target, source, (y, x) -> x);
    }

    @Override
    public void axpy(double a, Tensor x, Tensor y) {
        mix(y, x, (old, add) -> old + a * add);
    }

    @Override
    public void scale(double a, Tensor y) {
        mix(y, y, (old, same) -> a * old);
    }

    @Override
    public void lerp(Tensor y, Tensor x, double momentum) {
        mix(y, x, (old, fresh) -> momentum * old + (1 - momentum) * fresh);
    }

    /** {@code y = mix(y, x)} for each element. */
    private static void mix(Tensor y, Tensor x, Mix mix) {
        Rows.blocks(y, (from, count) -> {
            double[] old = Rows.read(y, from, count);
            double[] other = Rows.read(x, from, count);
            for (int i = 0; i < count; i++) {
                old[i] = mix.of(old[i], other[i]);
            }
            Rows.write(y, from, old);
        });
    }

    @Override
    public void fill(Tensor y, double value) {
        Rows.blocks(y, (from, count) -> {
            double[] values = new double[count];
            Arrays.fill(values, value);
            Rows.write(y, from, values);
        });
    }

    @Override
    public void sumsOfSquares(Tensor x, Segments part, Tensor sums) {
        for (int i = part.first(); i < part.end(); i++) {
            int length = part.get(i).length();
            sums.set(i, sumOfSquares(x.slice(part.start(i), 1, length)));
        }
    }

    static double sumOfSquares(Tensor x) {
        double[] sum = {0};
        Rows.blocks(x, (from, count) -> {
            for (double value : Rows.read(x, from, count)) {
                sum[0] += value * value;
            }
        });
        return sum[0];
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
        AdamUpdate.forEach(
                part,
                rule,
                step,
                squares.toDoubles(),
                figures.toDoubles(),
                (start, length, update) -> adamw(
                        p.slice(start, 1, length),
                        g.slice(start, 1, length),
                        m.slice(start, 1, length),
                        v.slice(start, 1, length),
                        update));
    }

    /** Updates one segment; all tensors [1, n]. */
    static void adamw(Tensor p, Tensor g, Tensor m, Tensor v, AdamUpdate update) {
        Rows.blocks(p, (from, count) -> {
            double[] value = Rows.read(p, from, count);
            double[] gradient = Rows.read(g, from, count);
            double[] first = Rows.read(m, from, count);
            double[] second = Rows.read(v, from, count);
            for (int i = 0; i < count; i++) {
                double slope = gradient[i] * update.gradientScale();
                first[i] = update.beta1() * first[i] + (1 - update.beta1()) * slope;
                second[i] = update.beta2() * second[i] + (1 - update.beta2()) * slope * slope;
                double size = Math.sqrt(second[i] / update.bias2()) + update.epsilon();
                value[i] = update.keep() * value[i] - update.rate() * first[i] / size;
            }
            Rows.write(p, from, value);
            Rows.write(m, from, first);
            Rows.write(v, from, second);
        });
    }

    @Override
    public void follow(Tensor y, Tensor x, double momentum, Tensor squares, Tensor figures) {
        if (AdamUpdate.isFinite(squares.toDoubles(), figures.toDoubles())) {
            lerp(y, x, momentum);
        }
    }
}
