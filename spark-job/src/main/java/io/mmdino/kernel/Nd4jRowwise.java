package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

/** {@link Rowwise} by ND4J. */
final class Nd4jRowwise implements Rowwise {

    @Override
    public void fillRows(Tensor y, Tensor row) {
        scoped(() -> y.array().assign(0).addi(row.array()));
    }

    @Override
    public void columnSum(Tensor x, Tensor sum) {
        scoped(() -> sum.array().addi(x.array().sum(true, 0)));
    }

    @Override
    public void gatherRows(Tensor x, int[] rows, Tensor y) {
        if (rows.length > 0) {
            scoped(() -> y.array().assign(Nd4jOps.rows(x, rows)));
        }
    }

    @Override
    public void scatterRows(Tensor x, int[] rows, Tensor y) {
        for (int i = 0; i < rows.length; i++) {
            y.array().slice(rows[i]).assign(x.array().slice(i));
        }
    }

    @Override
    public void scatterAddRows(Tensor x, int[] rows, Tensor y) {
        Nd4jOps.addRows(x.array(), rows, y);
    }
}
