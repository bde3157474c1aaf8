package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link Elementwise} by ND4J. */
final class Nd4jElementwise implements Elementwise {

    private static final int SUM_BLOCK = 1 << 20;

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
    public double sumOfSquares(Tensor x) {
        double sum = 0;
        for (long from = 0; from < x.length(); from += SUM_BLOCK) {
            Tensor block = x.slice(from, 1, (int) Math.min(SUM_BLOCK, x.length() - from));
            sum += scoped(() -> {
                INDArray values = block.array().castTo(DataType.DOUBLE); // ND4J would sum float32 in float32
                return values.mul(values).sumNumber().doubleValue();
            });
        }
        return sum;
    }

    @Override
    public void adamw(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) {
        scoped(() -> {
            INDArray slope = g.array().mul(step.gradientScale());
            m.array().muli(step.beta1()).addi(slope.mul(1 - step.beta1()));
            v.array().muli(step.beta2()).addi(slope.muli(slope).muli(1 - step.beta2()));
            INDArray size = Transforms.sqrt(v.array().div(step.bias2()), false).addi(step.epsilon());
            INDArray change = m.array().mul(step.lr() / step.bias1()).divi(size);
            p.array().muli(1 - step.lr() * step.weightDecay()).subi(change);
        });
    }
}
