package io.mmdino.kernel;

/** {@link Activations} in plain Java. */
final class ScalarActivations implements Activations {

    @Override
    public void biasGelu(Tensor u, Tensor bias, Tensor g) {
        double[] shift = Rows.row(bias, 0);
        for (int i = 0; i < u.rows(); i++) {
            double[] row = Rows.row(u, i);
            Rows.add(shift, row);
            Rows.setRow(u, i, row);
            for (int j = 0; j < row.length; j++) {
                row[j] *= normal(row[j]);
            }
            Rows.setRow(g, i, row);
        }
    }

    @Override
    public void geluBackward(Tensor dg, Tensor u, Tensor dbias) {
        double[] sum = new double[u.cols()];
        for (int i = 0; i < u.rows(); i++) {
            double[] row = Rows.row(u, i);
            double[] slope = Rows.row(dg, i);
            for (int j = 0; j < row.length; j++) {
                slope[j] *= normal(row[j]) + row[j] * density(row[j]);
            }
            Rows.setRow(dg, i, slope);
            Rows.add(slope, sum);
        }
        Rows.addRow(dbias, 0, sum);
    }

    /** Phi, the distribution function of the standard normal distribution. */
    private static double normal(double x) {
        return 0.5 * Erf.erfc(-x / Math.sqrt(2));
    }

    /** The density of the standard normal distribution. */
    private static double density(double x) {
        return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    @Override
    public void biasSwiglu(Tensor u, Tensor bias, Tensor h) {
        double[] shift = Rows.row(bias, 0);
        int half = h.cols();
        for (int i = 0; i < u.rows(); i++) {
            double[] row = Rows.row(u, i);
            Rows.add(shift, row);
            Rows.setRow(u, i, row);
            double[] out = new double[half];
            for (int j = 0; j < half; j++) {
                out[j] = row[j] * sigmoid(row[j]) * row[half + j];
            }
            Rows.setRow(h, i, out);
        }
    }

    @Override
    public void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias) {
        int half = dh.cols();
        double[] sum = new double[u.cols()];
        for (int i = 0; i < u.rows(); i++) {
            double[] row = Rows.row(u, i);
            double[] dout = Rows.row(dh, i);
            for (int j = 0; j < half; j++) {
                double gate = sigmoid(row[j]);
                double silu = row[j] * gate;
                row[j] = dout[j] * row[half + j] * (gate + silu * (1 - gate));
                row[half + j] = dout[j] * silu;
            }
            Rows.setRow(du, i, row);
            Rows.add(row, sum);
        }
        Rows.addRow(dbias, 0, sum);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Override
    public void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out) {
        double[] shift = Rows.row(bias, 0);
        double[] layerScale = Rows.row(gamma, 0);
        for (int i = 0; i < x.rows(); i++) {
            double[] branch = Rows.row(y, i);
            double[] sum = Rows.row(x, i);
            Rows.add(shift, branch);
            Rows.setRow(y, i, branch);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += scale * layerScale[j] * branch[j];
            }
            Rows.setRow(out, i, sum);
        }
    }

    @Override
    public void residualBackward(
            Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias) {
        double[] layerScale = Rows.row(gamma, 0);
        double[] dscale = new double[y.cols()];
        double[] dshift = new double[y.cols()];
        for (int i = 0; i < y.rows(); i++) {
            double[] slope = Rows.row(dout, i);
            double[] branch = Rows.row(y, i);
            for (int j = 0; j < slope.length; j++) {
                dscale[j] += scale * slope[j] * branch[j];
                slope[j] *= scale * layerScale[j];
                dshift[j] += slope[j];
            }
            Rows.setRow(dy, i, slope);
        }
        Rows.addRow(dgamma, 0, dscale);
        Rows.addRow(dbias, 0, dshift);
    }
}
