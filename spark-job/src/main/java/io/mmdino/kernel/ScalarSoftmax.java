package io.mmdino.kernel;

/** {@link Softmax}, and the softmax of attention, in plain Java. */
final class ScalarSoftmax implements BlasProducts.RowSoftmax, Softmax {

    @Override
    public void forward(Tensor x, int from, int rows) {
        for (int i = from; i < from + rows; i++) {
            double[] row = Rows.row(x, i);
            softmax(row);
            Rows.setRow(x, i, row);
        }
    }

    @Override
    public void backward(Tensor dp, Tensor p, int from) {
        for (int i = 0; i < dp.rows(); i++) {
            double[] slope = Rows.row(dp, i);
            double[] probability = Rows.row(p, from + i);
            double mean = ScalarNorms.dot(slope, probability);
            for (int j = 0; j < slope.length; j++) {
                slope[j] = probability[j] * (slope[j] - mean);
            }
            Rows.setRow(dp, i, slope);
        }
    }

    @Override
    public void centredSoftmax(Tensor z, Tensor centre, double temperature, Tensor out) {
        double[] middle = Rows.row(centre, 0);
        for (int i = 0; i < z.rows(); i++) {
            double[] row = Rows.row(z, i);
            for (int j = 0; j < row.length; j++) {
                row[j] = (row[j] - middle[j]) / temperature;
            }
            softmax(row);
            Rows.setRow(out, i, row);
        }
    }

    @Override
    public double crossEntropy(
            Tensor z, Tensor targets, int[] targetRow, double[] weight, double temperature, Tensor dz) {
        double loss = 0;
        for (int i = 0; i < z.rows(); i++) {
            if (weight[i] != 0) {
                double[] logits = Rows.row(z, i);
                double[] target = Rows.row(targets, targetRow[i]);
                loss += weight[i] * crossEntropy(logits, target, temperature);
                for (int j = 0; j < logits.length; j++) {
                    logits[j] *= weight[i] / temperature;
                }
                Rows.addRow(dz, i, logits);
            }
        }
        return loss;
    }

    /**
     * The loss of one row of weight 1.
     *
     * @param logits replaced by the gradient with respect to {@code logits / temperature}
     */
    private static double crossEntropy(double[] logits, double[] target, double temperature) {
        double mass = 0;
        double chosen = 0;
        for (int j = 0; j < logits.length; j++) {
            logits[j] /= temperature;
            mass += target[j];
            chosen += target[j] * logits[j];
        }
        double logSum = softmax(logits);
        for (int j = 0; j < logits.length; j++) {
            logits[j] = mass * logits[j] - target[j];
        }
        return mass * logSum - chosen;
    }

    /**
     * Softmax in place.
     *
     * @return the logarithm of the sum of the exponentials
     */
    private static double softmax(double[] row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : row) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            row[j] = Math.exp(row[j] - largest);
            sum += row[j];
        }
        for (int j = 0; j < row.length; j++) {
            row[j] /= sum;
        }
        return largest + Math.log(sum);
    }
}
