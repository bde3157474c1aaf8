package io.mmdino.kernel;

/** Matrix products through {@link Blas}, with somebody's softmax between those of attention. */
record BlasProducts(Attention attention) implements Arithmetic.Products {

    @Override
    public void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c) {
        Blas.gemm(transposeA, transposeB, alpha, StridedMatrix.of(a), StridedMatrix.of(b), beta, StridedMatrix.of(c));
    }

    @Override
    public void attention(Tensor qkv, int tokens, int heads, Tensor probabilities, Tensor out) {
        attention.forward(qkv, tokens, heads, probabilities, out);
    }

    @Override
    public void attentionBackward(
            Tensor dout, Tensor qkv, Tensor probabilities, int tokens, int heads, Tensor scratch, Tensor dqkv) {
        attention.backward(dout, qkv, probabilities, tokens, heads, scratch, dqkv);
    }
}
