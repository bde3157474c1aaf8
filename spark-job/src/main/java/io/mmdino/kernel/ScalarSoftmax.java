package io.mmdino.kernel;

/** {@link Softmax}, and the softmax of attention, in plain Java. */
final class ScalarSoftmax implements HostAttention.RowSoftmax, Softmax {

    @Override
    public void forward(Tensor x, Tensor y) {
        for (int i = 0; i < x.rows(); i++) {
            double[] row = Rows.row(x, i);
            softmax(row);
            Rows.setRow(y, i, row);
        }
    }

    @Override
    public void backward(Tensor dp, Tensor p) {
        for (int i = 0; i < dp.rows(); i++) {
            double[] slope = Rows.row(dp, i);
            double[] probability = Rows.row(p, i);
            double mean = ScalarNorms.dot(slope, probability);
            for (int j = 0; j < slope.length; j++) {
                slope[j] = probability[j] * (slope[j] - mean);
            }
            Rows.setRow(dp, i, slope);
        }
    }

    @Override
    public void centredSoftmax(Tensor z, Tensor centre, Tensor temperature, Tensor out) {
        double[] middle = Rows.row(centre, 0);
        double sharpness = temperature.get(0);
        for (int i = 0; i < z.rows(); i++) {
            double[] row = Rows.row(z, i);
            for (int j = 0; j < row.length; j++) {
                row[j] = (row[j] - middle[j]) / sharpness;
            }
            softmax(row);
            Rows.setRow(out, i, row);
        }
    }

    @Override
    public void crossEntropy(
            Tensor z, Tensor targets, Tensor targetRow, Tensor weight, double temperature, Tensor dz, Tensor loss) {
        double sum = 0;
        for (int i = 0; i < z.rows(); i++) {
            double factor = weight.get(i);
            if (factor != 0) {
                double[] logits = Rows.row(z, i);
                double[] target = Rows.row(targets, Rows.index(targetRow, i));
                sum += factor * crossEntropy(logits, target, temperature);
                for (int j = 0; j < logits.length; j++) {
                    logits[j] *= factor / temperature;
                }
                Rows.addRow(dz, i, logits);
            }
        }
        loss.set(0, loss.get(0) + sum);
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
