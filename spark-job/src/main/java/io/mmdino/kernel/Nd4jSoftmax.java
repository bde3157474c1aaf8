package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link Softmax} by ND4J. */
final class Nd4jSoftmax implements Softmax {

    @Override
    public void centredSoftmax(Tensor z, Tensor centre, double temperature, Tensor out) {
        scoped(() -> {
            INDArray scores = z.array().sub(centre.array()).divi(temperature);
            out.array().assign(Nd4jOps.softmax(scores));
        });
    }

    @Override
    public double crossEntropy(
            Tensor z, Tensor targets, int[] targetRow, double[] weight, double temperature, Tensor dz) {
        int[] rows = IntStream.range(0, z.rows()).filter(i -> weight[i] != 0).toArray();
        if (rows.length == 0) {
            return 0;
        }
        double[] weights = IntStream.of(rows).mapToDouble(i -> weight[i]).toArray();
        int[] chosen = IntStream.of(rows).map(i -> targetRow[i]).toArray();
        return scoped(() -> {
            INDArray scores = Nd4jOps.rows(z, rows).divi(temperature);
            INDArray target = Nd4jOps.rows(targets, chosen);
            return crossEntropy(scores, target, Nd4jOps.column(weights, z.type()), temperature, rows, dz);
        });
    }

    /**
     * The loss of the rows whose weight is not 0; adds their gradient to the rows {@code rows} of dz.
     *
     * @param scores logits / temperature, changed
     */
    private static double crossEntropy(
            INDArray scores, INDArray target, INDArray weight, double temperature, int[] rows, Tensor dz) {
        scores.subi(scores.max(true, 1));
        INDArray exp = Transforms.exp(scores, true);
        INDArray sum = exp.sum(true, 1);
        INDArray mass = target.sum(true, 1);
        INDArray loss =
                Transforms.log(sum, true).muli(mass).subi(scores.muli(target).sum(true, 1));
        INDArray gradient = exp.divi(sum).muli(mass).subi(target).muli(weight.div(temperature));
        Nd4jOps.addRows(gradient, rows, dz);
        return loss.muli(weight).sumNumber().doubleValue();
    }
}
