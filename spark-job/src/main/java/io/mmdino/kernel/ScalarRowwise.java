package io.mmdino.kernel;

/** {@link Rowwise} in plain Java. */
final class ScalarRowwise implements Rowwise {

    @Override
    public void fillRows(Tensor y, Tensor row) {
        double[] values = Rows.row(row, 0);
        for (int i = 0; i < y.rows(); i++) {
            Rows.setRow(y, i, values);
        }
    }

    @Override
    public void columnSum(Tensor x, Tensor sum) {
        double[] total = new double[x.cols()];
        for (int i = 0; i < x.rows(); i++) {
            Rows.add(Rows.row(x, i), total);
        }
        Rows.addRow(sum, 0, total);
    }

    @Override
    public void gatherRows(Tensor x, Tensor rows, Tensor y) {
        for (int i = 0; i < rows.rows(); i++) {
            Rows.setRow(y, i, Rows.row(x, Rows.index(rows, i)));
        }
    }

    @Override
    public void scatterRows(Tensor x, Tensor rows, Tensor y) {
        for (int i = 0; i < rows.rows(); i++) {
            Rows.setRow(y, Rows.index(rows, i), Rows.row(x, i));
        }
    }

    @Override
    public void scatterAddRows(Tensor x, Tensor rows, Tensor y) {
        for (int i = 0; i < rows.rows(); i++) {
            Rows.addRow(y, Rows.index(rows, i), Rows.row(x, i));
        }
    }
}
