package io.mmdino.kernel;

/**
 * {@link Statistics} in plain Java. The vector kernels use it too: its operations are a small part of a step, beside the
 * products of backbone and heads.
 */
final class ScalarStatistics implements Statistics {

    private static final double MAX_EXPONENT = 600;

    @Override
    public void columnSums(Tensor z, Tensor sums) {
        double[] total = new double[z.cols() + 1];
        for (int r = 0; r < z.rows(); r++) {
            double[] row = Rows.row(z, r);
            for (int k = 0; k < row.length; k++) {
                total[k] += row[k];
            }
        }
        total[z.cols()] = z.rows();
        Rows.setRow(sums, 0, total);
    }

    @Override
    public void moveCentre(Tensor sums, double momentum, Tensor centre) {
        double[] total = Rows.row(sums, 0);
        double rows = total[centre.cols()];
        if (rows == 0) {
            return;
        }
        double[] values = Rows.row(centre, 0);
        for (int k = 0; k < values.length; k++) {
            values[k] = momentum * values[k] + (1 - momentum) * (total[k] / rows);
        }
        Rows.setRow(centre, 0, values);
    }

    @Override
    public void sinkhornStart(Tensor z, Tensor temperature, Tensor q) {
        double divisor = temperature.get(0);
        for (int r = 0; r < z.rows(); r++) {
            double[] row = Rows.row(z, r);
            for (int k = 0; k < row.length; k++) {
                row[k] = Math.exp(Math.min(row[k] / divisor, MAX_EXPONENT));
            }
            Rows.setRow(q, r, row);
        }
    }

    @Override
    public void sinkhornRound(Tensor q, Tensor sums) {
        double[] total = Rows.row(sums, 0);
        double rows = total[q.cols()];
        for (int r = 0; r < q.rows(); r++) {
            double[] row = Rows.row(q, r);
            double sum = 0;
            for (int k = 0; k < row.length; k++) {
                row[k] /= total[k] * row.length;
                sum += row[k];
            }
            for (int k = 0; k < row.length; k++) {
                row[k] /= sum * rows;
            }
            Rows.setRow(q, r, row);
        }
    }

    @Override
    public void sinkhornTargets(Tensor q, Tensor sums, Tensor targets) {
        double rows = sums.get(q.cols());
        for (int r = 0; r < q.rows(); r++) {
            double[] row = Rows.row(q, r);
            for (int k = 0; k < row.length; k++) {
                row[k] *= rows;
            }
            Rows.setRow(targets, r, row);
        }
    }

    @Override
    public void koleo(Tensor x, int groups, double weight, Tensor dx, Tensor loss) {
        int members = x.rows() / groups;
        double sum = 0;
        for (int group = 0; group < groups; group++) {
            double[][] own = new double[members][];
            for (int i = 0; i < members; i++) {
                own[i] = Rows.row(x, groups * i + group);
            }
            ScalarKoleo koleo = ScalarKoleo.of(own);
            sum += koleo.loss();
            double[][] gradient = koleo.gradient(weight);
            for (int i = 0; i < members; i++) {
                Rows.setRow(dx, groups * i + group, gradient[i]);
            }
        }
        add(loss, sum);
    }

    @Override
    public void meanEntropy(Tensor p, Tensor entropy) {
        double sum = 0;
        for (int r = 0; r < p.rows(); r++) {
            for (double share : Rows.row(p, r)) {
                sum -= share > 0 ? share * Math.log(share) : 0;
            }
        }
        add(entropy, sum / p.rows());
    }

    @Override
    public void meanVariance(Tensor x, Tensor variance) {
        double[] mean = new double[x.cols()];
        for (int r = 0; r < x.rows(); r++) {
            double[] row = Rows.row(x, r);
            for (int d = 0; d < row.length; d++) {
                mean[d] += row[d] / x.rows();
            }
        }
        double total = 0;
        for (int r = 0; r < x.rows(); r++) {
            double[] row = Rows.row(x, r);
            for (int d = 0; d < row.length; d++) {
                total += (row[d] - mean[d]) * (row[d] - mean[d]) / x.rows();
            }
        }
        add(variance, total / x.cols());
    }

    @Override
    public void correct(Tensor z, Tensor label, Tensor weight, Tensor count) {
        int correct = 0;
        for (int r = 0; r < z.rows(); r++) {
            if (weight.get(r) != 0 && largest(Rows.row(z, r)) == Rows.index(label, r)) {
                correct++;
            }
        }
        add(count, correct);
    }

    private static int largest(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    private static void add(Tensor figure, double value) {
        figure.set(0, figure.get(0) + value);
    }
}
