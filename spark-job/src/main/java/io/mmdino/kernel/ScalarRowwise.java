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
    public void gatherRows(Tensor x, int[] rows, Tensor y) {
        for (int i = 0; i < rows.length; i++) {
            Rows.setRow(y, i, Rows.row(x, rows[i]));
        }
    }

    @Override
    public void scatterRows(Tensor x, int[] rows, Tensor y) {
        for (int i = 0; i < rows.length; i++) {
            Rows.setRow(y, rows[i], Rows.row(x, i));
        }
    }

    @Override
    public void scatterAddRows(Tensor x, int[] rows, Tensor y) {
        for (int i = 0; i < rows.length; i++) {
            Rows.addRow(y, rows[i], Rows.row(x, i));
        }
    }
}
