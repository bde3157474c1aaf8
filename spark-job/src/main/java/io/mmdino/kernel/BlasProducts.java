package io.mmdino.kernel;

import io.mmdino.kernel.Multiplier.Slot;

/**
 * Matrix products of a CPU through {@link Multiplier}s. Numbers of rows that vary from step to step are multiplied in the
 * blocks of rows that the multiplier wants.
 *
 * @param rowwise puts a bias below a product
 * @param exact for {@link #gemm}, which never rounds
 * @param layers for the products of layers, which round as the kernels' {@link Precision} says
 * @param attention by the multiplier of layers
 */
record BlasProducts(Rowwise rowwise, Multiplier exact, Multiplier layers, HostAttention attention) implements Products {

    BlasProducts(HostAttention.RowSoftmax softmax, Rowwise rowwise, Multiplier exact, Multiplier layers) {
        this(rowwise, exact, layers, new HostAttention(softmax, layers));
    }

    /** Blocks of rows of a are blocks of c, or, where a is transposed, terms of its sums. */
    @Override
    public void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c) {
        boolean whole = transposeA && transposeB;
        int from = 0;
        double factor = beta;
        do {
            int to = whole ? a.rows() : from + exact.block(a.rows() - from);
            exact.gemm(
                    transposeA,
                    transposeB,
                    alpha,
                    Matrices.of(a.rows(from, to)),
                    Matrices.of(transposeA && !whole ? b.rows(from, to) : b),
                    factor,
                    Matrices.of(transposeA ? c : c.rows(from, to)));
            from = to;
            factor = transposeA ? 1 : beta;
        } while (from < a.rows());
    }

    @Override
    public void linear(Tensor x, Tensor w, Tensor bias, Tensor y) {
        rowwise.fillRows(y, bias);
        product(x, w, 1, y);
    }

    @Override
    public void product(Tensor x, Tensor w, Tensor y) {
        product(x, w, 0, y);
    }

    private void product(Tensor x, Tensor w, double beta, Tensor y) {
        Matrices weights = Matrices.of(layers.operand(Slot.B, w));
        int to;
        for (int from = 0; from < x.rows(); from = to) {
            to = from + layers.block(x.rows() - from);
            Matrices rows = Matrices.of(layers.operand(Slot.A, x.rows(from, to)));
            layers.gemm(false, true, 1, rows, weights, beta, Matrices.of(y.rows(from, to)));
        }
    }

    @Override
    public void productBackward(Tensor dy, Tensor x, Tensor w, Tensor dx, Tensor dw) {
        Matrices weights = Matrices.of(layers.operand(Slot.B, w));
        int to;
        for (int from = 0; from < x.rows(); from = to) {
            to = from + layers.block(x.rows() - from);
            Matrices slopes = Matrices.of(layers.operand(Slot.A, dy.rows(from, to)));
            Matrices rows = Matrices.of(layers.operand(Slot.C, x.rows(from, to)));
            layers.gemm(true, false, 1, slopes, rows, 1, Matrices.of(dw));
            layers.gemm(false, false, 1, slopes, weights, 0, Matrices.of(dx.rows(from, to)));
        }
    }

    @Override
    public AttentionState.Sizes attentionSizes(int crops, int tokens, int heads, boolean trains) {
        return HostAttention.sizes(crops, tokens, heads, trains);
    }

    @Override
    public void attention(Tensor qkv, AttentionState state, Tensor out) {
        attention.forward(qkv, state, out);
    }

    @Override
    public void attentionBackward(Tensor dout, Tensor qkv, Tensor out, AttentionState state, Tensor dqkv) {
        attention.backward(dout, qkv, state, dqkv);
    }
}
