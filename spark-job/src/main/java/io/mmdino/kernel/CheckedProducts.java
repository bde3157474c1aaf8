package io.mmdino.kernel;

/** The part of {@link CheckedKernels} that checks matrix products and attention. */
abstract class CheckedProducts implements Products {

    final Shapes shapes;
    final Products products;

    CheckedProducts(Shapes shapes, Products products) {
        this.shapes = shapes;
        this.products = products;
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c) {
        shapes.gemm(transposeA, transposeB, a, b, c);
        products.gemm(transposeA, transposeB, alpha, a, b, beta, c);
    }

    @Override
    public void linear(Tensor x, Tensor w, Tensor bias, Tensor y) {
        shapes.product(x, w, y);
        shapes.row("bias", bias, y);
        products.linear(x, w, bias, y);
    }

    @Override
    public void product(Tensor x, Tensor w, Tensor y) {
        shapes.product(x, w, y);
        products.product(x, w, y);
    }

    @Override
    public void productBackward(Tensor dy, Tensor x, Tensor w, Tensor dx, Tensor dw) {
        shapes.product(x, w, dy);
        shapes.same("x", x, "dx", dx);
        shapes.same("w", w, "dw", dw);
        products.productBackward(dy, x, w, dx, dw);
    }

    @Override
    public AttentionState.Sizes attentionSizes(int crops, int tokens, int heads, boolean trains) {
        return products.attentionSizes(crops, tokens, heads, trains);
    }

    @Override
    public void attention(Tensor qkv, AttentionState state, Tensor out) {
        int crops = shapes.attention(qkv, state, out);
        boolean trains = state.kept().rows() > 0;
        shapes.attentionState(state, attentionSizes(crops, state.tokens(), state.heads(), trains));
        products.attention(qkv, state, out);
    }

    @Override
    public void attentionBackward(Tensor dout, Tensor qkv, Tensor out, AttentionState state, Tensor dqkv) {
        int crops = shapes.attention(qkv, state, out);
        shapes.same("out", out, "dout", dout);
        shapes.same("qkv", qkv, "dqkv", dqkv);
        shapes.attentionState(state, attentionSizes(crops, state.tokens(), state.heads(), true));
        products.attentionBackward(dout, qkv, out, state, dqkv);
    }
}
