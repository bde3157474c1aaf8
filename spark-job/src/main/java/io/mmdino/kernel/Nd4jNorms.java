package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link Norms} by ND4J. */
final class Nd4jNorms implements Norms {

    @Override
    public void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats) {
        scoped(() -> {
            INDArray mean = x.array().mean(true, 1);
            INDArray centred = x.array().sub(mean);
            INDArray variance = centred.mul(centred).mean(true, 1);
            INDArray inverse = Transforms.sqrt(variance.addi(epsilon), false).rdivi(1);
            y.array().assign(centred.muli(inverse).muli(gamma.array()).addi(beta.array()));
            stat(stats, 0).assign(mean);
            stat(stats, 1).assign(inverse);
        });
    }

    /** One column of {@code stats}: a view [R, 1]. */
    private static INDArray stat(Tensor stats, int column) {
        return stats.array().get(NDArrayIndex.all(), NDArrayIndex.interval(column, column + 1));
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta) {
        scoped(() -> {
            INDArray inverse = stat(stats, 1).dup();
            INDArray normal = x.array().sub(stat(stats, 0).dup()).muli(inverse);
            dgamma.array().addi(dy.array().mul(normal).sum(true, 0));
            dbeta.array().addi(dy.array().sum(true, 0));
            INDArray slope = dy.array().mul(gamma.array());
            INDArray mean = slope.mean(true, 1);
            INDArray along = slope.mul(normal).mean(true, 1);
            dx.array().addi(slope.subi(mean).subi(normal.muli(along)).muli(inverse));
        });
    }

    @Override
    public void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms) {
        scoped(() -> {
            norms.array().assign(Transforms.max(x.array().norm2(true, 1), epsilon, false));
            y.array().assign(x.array().div(norms.array()));
        });
    }

    @Override
    public void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx) {
        scoped(() -> {
            INDArray along = dy.array().mul(y.array()).sum(true, 1);
            INDArray across = dy.array().sub(y.array().mul(along));
            dx.array().assign(across.divi(norms.array()));
        });
    }

    @Override
    public void weightNorm(Tensor v, Tensor g, Tensor w) {
        scoped(() -> {
            INDArray factor = g.array().div(v.array().norm2(true, 1));
            w.array().assign(v.array().mul(factor));
        });
    }

    @Override
    public void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg) {
        scoped(() -> {
            INDArray norm = v.array().norm2(true, 1);
            INDArray unit = v.array().div(norm);
            INDArray along = dw.array().mul(unit).sum(true, 1);
            INDArray across = dw.array().sub(unit.muli(along));
            dv.array().addi(across.muli(g.array().div(norm)));
            dg.array().addi(along);
        });
    }
}
