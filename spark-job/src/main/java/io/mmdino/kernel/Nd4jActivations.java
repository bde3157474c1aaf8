package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link Activations} by ND4J. */
final class Nd4jActivations implements Activations {

    @Override
    public void biasGelu(Tensor u, Tensor bias, Tensor g) {
        scoped(() -> {
            u.array().addi(bias.array());
            g.array().assign(Nd4jOps.normal(u.array()).muli(u.array()));
        });
    }

    @Override
    public void geluBackward(Tensor dg, Tensor u, Tensor dbias) {
        scoped(() -> {
            INDArray x = u.array();
            INDArray density = Transforms.exp(x.mul(x).muli(-0.5), false).muli(1 / Math.sqrt(2 * Math.PI));
            dg.array().muli(Nd4jOps.normal(x).addi(density.muli(x)));
            dbias.array().addi(dg.array().sum(true, 0));
        });
    }

    @Override
    public void biasSwiglu(Tensor u, Tensor bias, Tensor h) {
        scoped(() -> {
            u.array().addi(bias.array());
            INDArray gate = half(u, 0);
            INDArray out = Transforms.sigmoid(gate, true).muli(gate).muli(half(u, 1));
            h.array().assign(out);
        });
    }

    @Override
    public void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias) {
        scoped(() -> {
            INDArray gate = half(u, 0);
            INDArray sigmoid = Transforms.sigmoid(gate, true);
            INDArray silu = gate.mul(sigmoid);
            INDArray dsilu = sigmoid.rsub(1).muli(silu).addi(sigmoid);
            INDArray dvalue = silu.mul(dh.array());
            INDArray dgate = dsilu.muli(half(u, 1)).muli(dh.array());
            half(du, 0).assign(dgate);
            half(du, 1).assign(dvalue);
            dbias.array().addi(du.array().sum(true, 0));
        });
    }

    /** The left (0) or right (1) half of the columns of u: a view [R, D] to read from or write to. */
    private static INDArray half(Tensor u, int which) {
        int width = u.cols() / 2;
        return u.array().get(NDArrayIndex.all(), NDArrayIndex.interval(which * width, (which + 1) * width));
    }

    @Override
    public void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out) {
        scoped(() -> {
            y.array().addi(bias.array());
            INDArray branch = y.array().mul(gamma.array().mul(scale));
            out.array().assign(branch.addi(x.array()));
        });
    }

    @Override
    public void residualBackward(
            Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias) {
        scoped(() -> {
            INDArray slope = dout.array().mul(scale);
            dgamma.array().addi(slope.mul(y.array()).sum(true, 0));
            dy.array().assign(slope.muli(gamma.array()));
            dbias.array().addi(dy.array().sum(true, 0));
        });
    }
}
