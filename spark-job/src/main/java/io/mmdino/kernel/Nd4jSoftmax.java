package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link Softmax} by ND4J. */
final class Nd4jSoftmax implements Softmax {

    @Override
    public void centredSoftmax(Tensor z, Tensor centre, Tensor temperature, Tensor out) {
        scoped(() -> {
            INDArray scores = z.array().sub(centre.array()).divi(Nd4jOps.doubles(temperature)[0]);
            out.array().assign(Nd4jOps.softmax(scores));
        });
    }

    @Override
    public void crossEntropy(
            Tensor z, Tensor targets, Tensor targetRow, Tensor weight, double temperature, Tensor dz, Tensor loss) {
        double[] all = Nd4jOps.doubles(weight);
        int[] rows = IntStream.range(0, z.rows()).filter(i -> all[i] != 0).toArray();
        if (rows.length == 0) {
            return;
        }
        double[] weights = IntStream.of(rows).mapToDouble(i -> all[i]).toArray();
        int[] wanted = Nd4jOps.ints(targetRow);
        int[] chosen = IntStream.of(rows).map(i -> wanted[i]).toArray();
        double sum = scoped(() -> {
            INDArray scores = Nd4jOps.rows(z, rows).divi(temperature);
            INDArray target = Nd4jOps.rows(targets, chosen);
            return crossEntropy(scores, target, Nd4jOps.column(weights, z.type()), temperature, rows, dz);
        });
        loss.array().addi(sum);
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
