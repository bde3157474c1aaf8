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
    public void gatherRows(Tensor x, Tensor rows, Tensor y) {
        if (rows.rows() > 0) {
            scoped(() -> y.array().assign(Nd4jOps.rows(x, Nd4jOps.ints(rows))));
        }
    }

    @Override
    public void scatterRows(Tensor x, Tensor rows, Tensor y) {
        int[] targets = Nd4jOps.ints(rows);
        for (int i = 0; i < targets.length; i++) {
            y.array().slice(targets[i]).assign(x.array().slice(i));
        }
    }

    @Override
    public void scatterAddRows(Tensor x, Tensor rows, Tensor y) {
        Nd4jOps.addRows(x.array(), Nd4jOps.ints(rows), y);
    }
}
