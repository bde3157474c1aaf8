package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.LANES;
import static io.mmdino.kernel.VectorMath.load;

import java.nio.ByteBuffer;

/** {@link Rowwise}: rows are copied as bytes and added with the Vector API. */
final class VectorRowwise implements Rowwise {

    private final Rowwise narrow = new ScalarRowwise();

    @Override
    public void fillRows(Tensor y, Tensor row) {
        for (int i = 0; i < y.rows(); i++) {
            copyRow(row, 0, y, i);
        }
    }

    @Override
    public void columnSum(Tensor x, Tensor sum) {
        if (Span.tooNarrow(x.cols())) {
            narrow.columnSum(x, sum);
            return;
        }
        Span span = Span.of(x.cols());
        for (int i = 0; i < x.rows(); i++) {
            addRow(span, x.bytes(), i * x.cols(), sum.bytes(), 0);
        }
    }

    @Override
    public void gatherRows(Tensor x, Tensor rows, Tensor y) {
        for (int i = 0; i < rows.rows(); i++) {
            copyRow(x, Rows.index(rows, i), y, i);
        }
    }

    @Override
    public void scatterRows(Tensor x, Tensor rows, Tensor y) {
        for (int i = 0; i < rows.rows(); i++) {
            copyRow(x, i, y, Rows.index(rows, i));
        }
    }

    @Override
    public void scatterAddRows(Tensor x, Tensor rows, Tensor y) {
        if (Span.tooNarrow(x.cols())) {
            narrow.scatterAddRows(x, rows, y);
            return;
        }
        Span span = Span.of(x.cols());
        for (int i = 0; i < rows.rows(); i++) {
            addRow(span, x.bytes(), i * x.cols(), y.bytes(), Rows.index(rows, i) * y.cols());
        }
    }

    /** Copies a row of {@code from} to row {@code target} of {@code to}, which has the same width. */
    static void copyRow(Tensor from, int row, Tensor to, int target) {
        int size = from.cols() * Float.BYTES;
        to.bytes().put(target * size, from.bytes(), row * size, size);
    }

    /** Adds the row of x that begins at element {@code i} to the row of {@code sum} that begins at element {@code t}. */
    static void addRow(Span span, ByteBuffer x, int i, ByteBuffer sum, int t) {
        for (int j = 0; j < span.width(); j += LANES) {
            int k = span.from(j);
            span.add(load(x, i + k), sum, t + k, k == j);
        }
    }
}
