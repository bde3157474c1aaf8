package io.mmdino.kernel;

import io.mmdino.kernel.Blas.StridedMatrix;

/**
 * Matrix products of a CPU through {@link Multiplier}s. Attention multiplies the strided matrices of each head within qkv, so
 * nothing is rearranged, and applies softmax to each head's scores while they are still in the cache.
 *
 * <p>Letters: S = crops, N = tokens per crop, H = heads, D = width, d = D/H.
 *
 * @param softmax over rows of attention scores
 * @param rowwise puts a bias below a product
 * @param exact for {@link #gemm}, which never rounds
 * @param layers for all other products, which round as the kernels' {@link Precision} says
 */
record BlasProducts(RowSoftmax softmax, Rowwise rowwise, Multiplier exact, Multiplier layers) implements Products {

    /** Softmax over rows in place, and its gradient. */
    interface RowSoftmax {

        /** Replaces {@code rows} rows of x, from row {@code from} on, with their softmax. */
        void forward(Tensor x, int from, int rows);

        /** {@code dp = p * (dp - sum(p * dp))} for all rows of dp; row 0 of dp belongs to row {@code from} of p. */
        void backward(Tensor dp, Tensor p, int from);
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c) {
        byRows(exact, transposeA, transposeB, alpha, a, b, beta, c);
    }

    /**
     * A product whose a has a number of rows that varies from step to step, in the blocks of rows that the multiplier wants:
     * blocks of c, or, where a is transposed, terms of its sums.
     */
    private static void byRows(
            Multiplier by,
            boolean transposeA,
            boolean transposeB,
            double alpha,
            Tensor a,
            Tensor b,
            double beta,
            Tensor c) {
        int from = 0;
        double factor = beta;
        while (from == 0 || from < a.rows()) {
            boolean whole = transposeA && transposeB;
            int to = whole ? a.rows() : from + by.block(a.rows() - from);
            by.gemm(
                    transposeA,
                    transposeB,
                    alpha,
                    StridedMatrix.of(a.rows(from, to)),
                    StridedMatrix.of(transposeA && !whole ? b.rows(from, to) : b),
                    factor,
                    StridedMatrix.of(transposeA ? c : c.rows(from, to)));
            if (to == from) {
                return;
            }
            from = to;
            factor = transposeA ? 1 : beta;
        }
    }

    @Override
    public void linear(Tensor x, Tensor w, Tensor bias, Tensor y) {
        rowwise.fillRows(y, bias);
        byRows(layers, false, true, 1, x, w, 1, y);
    }

    @Override
    public void product(Tensor x, Tensor w, Tensor y) {
        byRows(layers, false, true, 1, x, w, 0, y);
    }

    @Override
    public void productBackward(Tensor dy, Tensor x, Tensor w, Tensor dx, Tensor dw) {
        byRows(layers, true, false, 1, dy, x, 1, dw);
        byRows(layers, false, false, 1, dy, w, 0, dx);
    }

    /** The sizes of one call of attention, and where the matrices of a head lie. */
    private record Heads(int tokens, int heads, int width) {

        /** d, the width of one head. */
        int each() {
            return width / heads;
        }

        double scale() {
            return 1 / Math.sqrt(each());
        }

        /** Queries (part 0), keys (1) or values (2) of one head of a crop, [N, d]. */
        StridedMatrix part(Tensor qkv, int crop, int head, int part) {
            long offset = (long) crop * tokens * 3 * width + part * width + head * each();
            return new StridedMatrix(qkv, offset, tokens, each(), 3 * width);
        }

        /** The columns of one head in the rows of one crop of a tensor [S*N, D]: [N, d]. */
        StridedMatrix output(Tensor out, int crop, int head) {
            return new StridedMatrix(out, (long) crop * tokens * width + head * each(), tokens, each(), width);
        }

        /** N rows of {@code scores}, from {@code row} on: [N, N]. */
        StridedMatrix square(Tensor scores, int row) {
            return new StridedMatrix(scores, (long) row * tokens, tokens, tokens, tokens);
        }

        /** The rows of one crop, [H*N, N]: a view below 2 GB, where the whole [S*H*N, N] may be larger. */
        Tensor crop(Tensor probabilities, int crop) {
            return probabilities.rows(crop * heads * tokens, (crop + 1) * heads * tokens);
        }
    }

    @Override
    public void attention(Tensor qkv, int tokens, int heads, Tensor probabilities, Tensor out) {
        Heads sizes = new Heads(tokens, heads, out.cols());
        int crops = qkv.rows() / tokens;
        boolean kept = probabilities.rows() == (long) crops * heads * tokens;
        for (int crop = 0; crop < crops; crop++) {
            Tensor scores = kept ? sizes.crop(probabilities, crop) : probabilities;
            for (int head = 0; head < heads; head++) {
                forward(sizes, qkv, crop, head, scores, kept ? head * tokens : 0, out);
            }
        }
    }

    private void forward(Heads sizes, Tensor qkv, int crop, int head, Tensor scores, int row, Tensor out) {
        StridedMatrix p = sizes.square(scores, row);
        StridedMatrix q = sizes.part(qkv, crop, head, 0);
        StridedMatrix k = sizes.part(qkv, crop, head, 1);
        layers.gemm(false, true, sizes.scale(), q, k, 0, p);
        softmax.forward(scores, row, sizes.tokens());
        layers.gemm(false, false, 1, p, sizes.part(qkv, crop, head, 2), 0, sizes.output(out, crop, head));
    }

    @Override
    public void attentionBackward(
            Tensor dout, Tensor qkv, Tensor probabilities, int tokens, int heads, Tensor scratch, Tensor dqkv) {
        Heads sizes = new Heads(tokens, heads, dout.cols());
        for (int crop = 0; crop < qkv.rows() / tokens; crop++) {
            Tensor p = sizes.crop(probabilities, crop);
            for (int head = 0; head < heads; head++) {
                backward(sizes, dout, qkv, crop, head, p, scratch, dqkv);
            }
        }
    }

    private void backward(
            Heads sizes, Tensor dout, Tensor qkv, int crop, int head, Tensor p, Tensor scratch, Tensor dqkv) {
        int row = head * sizes.tokens();
        StridedMatrix weights = sizes.square(p, row);
        StridedMatrix scores = sizes.square(scratch, 0);
        StridedMatrix dy = sizes.output(dout, crop, head);
        layers.gemm(true, false, 1, weights, dy, 0, sizes.part(dqkv, crop, head, 2));
        layers.gemm(false, true, 1, dy, sizes.part(qkv, crop, head, 2), 0, scores);
        softmax.backward(scratch, p, row);
        double scale = sizes.scale();
        layers.gemm(false, false, scale, scores, sizes.part(qkv, crop, head, 1), 0, sizes.part(dqkv, crop, head, 0));
        layers.gemm(true, false, scale, scores, sizes.part(qkv, crop, head, 0), 0, sizes.part(dqkv, crop, head, 1));
    }
}
