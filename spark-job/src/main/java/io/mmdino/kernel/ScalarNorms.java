package io.mmdino.kernel;

/** {@link Norms} in plain Java. */
final class ScalarNorms implements Norms {

    /** {@code sum a[j] * b[j]}. */
    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    @Override
    public void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats) {
        double[] scale = Rows.row(gamma, 0);
        double[] shift = Rows.row(beta, 0);
        for (int i = 0; i < x.rows(); i++) {
            double[] row = Rows.row(x, i);
            double mean = mean(row);
            double inverse = 1 / Math.sqrt(variance(row, mean) + epsilon);
            for (int j = 0; j < row.length; j++) {
                row[j] = (row[j] - mean) * inverse * scale[j] + shift[j];
            }
            Rows.setRow(y, i, row);
            Rows.setRow(stats, i, new double[] {mean, inverse});
        }
    }

    private static double mean(double[] row) {
        double sum = 0;
        for (double value : row) {
            sum += value;
        }
        return sum / row.length;
    }

    /** The biased variance. */
    private static double variance(double[] row, double mean) {
        double sum = 0;
        for (double value : row) {
            sum += (value - mean) * (value - mean);
        }
        return sum / row.length;
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta) {
        double[] scale = Rows.row(gamma, 0);
        double[] dscale = new double[x.cols()];
        double[] dshift = new double[x.cols()];
        for (int i = 0; i < x.rows(); i++) {
            double[] dout = Rows.row(dy, i);
            double[] normal = Rows.row(x, i);
            double[] stat = Rows.row(stats, i);
            for (int j = 0; j < normal.length; j++) {
                normal[j] = (normal[j] - stat[0]) * stat[1];
                dscale[j] += dout[j] * normal[j];
                dshift[j] += dout[j];
                dout[j] *= scale[j];
            }
            Rows.addRow(dx, i, throughNormal(dout, normal, stat[1]));
        }
        Rows.addRow(dgamma, 0, dscale);
        Rows.addRow(dbeta, 0, dshift);
    }

    /** The gradient of a row of x from that of its normalised row; {@code inverse} is 1/sigma. */
    private static double[] throughNormal(double[] dnormal, double[] normal, double inverse) {
        double mean = mean(dnormal);
        double slope = dot(dnormal, normal) / normal.length;
        double[] dx = new double[normal.length];
        for (int j = 0; j < dx.length; j++) {
            dx[j] = inverse * (dnormal[j] - mean - normal[j] * slope);
        }
        return dx;
    }

    @Override
    public void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms) {
        for (int i = 0; i < x.rows(); i++) {
            double[] row = Rows.row(x, i);
            double norm = Math.max(Math.sqrt(dot(row, row)), epsilon);
            for (int j = 0; j < row.length; j++) {
                row[j] /= norm;
            }
            Rows.setRow(y, i, row);
            norms.set(i, norm);
        }
    }

    @Override
    public void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx) {
        for (int i = 0; i < y.rows(); i++) {
            double[] dout = Rows.row(dy, i);
            double[] unit = Rows.row(y, i);
            double along = dot(dout, unit);
            for (int j = 0; j < unit.length; j++) {
                dout[j] = (dout[j] - unit[j] * along) / norms.get(i);
            }
            Rows.setRow(dx, i, dout);
        }
    }

    @Override
    public void weightNorm(Tensor v, Tensor g, Tensor w) {
        for (int i = 0; i < v.rows(); i++) {
            double[] row = Rows.row(v, i);
            double factor = g.get(i) / Math.sqrt(dot(row, row));
            for (int j = 0; j < row.length; j++) {
                row[j] *= factor;
            }
            Rows.setRow(w, i, row);
        }
    }

    @Override
    public void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg) {
        for (int i = 0; i < v.rows(); i++) {
            double[] dout = Rows.row(dw, i);
            double[] row = Rows.row(v, i);
            double norm = Math.sqrt(dot(row, row));
            double along = dot(dout, row) / norm;
            for (int j = 0; j < row.length; j++) {
                dout[j] = g.get(i) / norm * (dout[j] - row[j] / norm * along);
            }
            Rows.addRow(dv, i, dout);
            dg.set(i, dg.get(i) + along);
        }
    }
}
