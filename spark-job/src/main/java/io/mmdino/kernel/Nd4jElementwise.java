package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link Elementwise} by ND4J. */
final class Nd4jElementwise implements Elementwise {

    @Override
    public void fill(Tensor y, double value) {
        if (y.length() > 0) {
            y.array().assign(value);
        }
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        if (source.length() > 0) {
            target.array().assign(source.array());
        }
    }

    @Override
    public void axpy(double a, Tensor x, Tensor y) {
        scoped(() -> y.array().addi(x.array().mul(a)));
    }

    @Override
    public void scale(double a, Tensor y) {
        scoped(() -> y.array().muli(a));
    }

    @Override
    public void lerp(Tensor y, Tensor x, double momentum) {
        scoped(() -> y.array().muli(momentum).addi(x.array().mul(1 - momentum)));
    }

    @Override
    public void sumsOfSquares(Tensor x, Segments part, Tensor sums) {
        for (int i = part.first(); i < part.end(); i++) {
            Tensor segment = x.slice(part.start(i), 1, part.get(i).length());
            Tensor sum = sums.slice(i, 1, 1);
            scoped(() -> {
                INDArray values = segment.array().castTo(DataType.DOUBLE); // ND4J would sum float32 in float32
                sum.array().assign(values.mul(values).sum());
            });
        }
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
                Nd4jOps.doubles(squares),
                Nd4jOps.doubles(figures),
                (start, length, update) -> scoped(() -> adamw(
                        p.slice(start, 1, length).array(),
                        g.slice(start, 1, length).array(),
                        m.slice(start, 1, length).array(),
                        v.slice(start, 1, length).array(),
                        update)));
    }

    private static void adamw(INDArray p, INDArray g, INDArray m, INDArray v, AdamUpdate update) {
        INDArray slope = g.mul(update.gradientScale());
        m.muli(update.beta1()).addi(slope.mul(1 - update.beta1()));
        v.muli(update.beta2()).addi(slope.muli(slope).muli(1 - update.beta2()));
        INDArray size = Transforms.sqrt(v.div(update.bias2()), false).addi(update.epsilon());
        p.muli(update.keep()).subi(m.mul(update.rate()).divi(size));
    }

    @Override
    public void follow(Tensor y, Tensor x, double momentum, Tensor squares, Tensor figures) {
        if (AdamUpdate.isFinite(Nd4jOps.doubles(squares), Nd4jOps.doubles(figures))) {
            lerp(y, x, momentum);
        }
    }
}
