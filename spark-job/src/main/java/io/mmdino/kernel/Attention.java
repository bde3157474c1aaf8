package io.mmdino.kernel;

/**
 * Multi-head self-attention with BLAS straight on the heads' strided blocks of qkv: nothing is rearranged. Softmax
 * follows each product while its scores are still in the cache.
 *
 * <p>Letters: S = crops, N = tokens, H = heads, D = width, d = D/H.
 *
 * @param softmax over rows of scores
 */
record Attention(RowSoftmax softmax) {

    /** Softmax in place, and its derivative. */
    interface RowSoftmax {

        /** Each of {@code rows} rows of x, from row {@code from} on, becomes its softmax. */
        void forward(Tensor x, int from, int rows);

        /** {@code dp = p * (dp - sum(p * dp))} for all rows of dp; its first row belongs to row {@code from} of p. */
        void backward(Tensor dp, Tensor p, int from);
    }

    /** Sizes of one call. */
    private record Heads(int tokens, int heads, int width) {

        int each() {
            return width / heads;
        }

        double scale() {
            return 1 / Math.sqrt(each());
        }

        /** Queries (part 0), keys (1) or values (2) of one head, [N, d]. */
        StridedMatrix part(Tensor qkv, int crop, int head, int part) {
            long offset = (long) crop * tokens * 3 * width + part * width + head * each();
            return new StridedMatrix(qkv, offset, tokens, each(), 3 * width);
        }

        /** One head's share of [S*N, D]. */
        StridedMatrix output(Tensor out, int crop, int head) {
            return new StridedMatrix(out, (long) crop * tokens * width + head * each(), tokens, each(), width);
        }

        /** N rows of [.., N]. */
        StridedMatrix square(Tensor scores, int row) {
            return new StridedMatrix(scores, (long) row * tokens, tokens, tokens, tokens);
        }

        /** One crop's [H*N, N], so that the view stays below 2 GB. */
        Tensor crop(Tensor probabilities, int crop) {
            return probabilities.rows(crop * heads * tokens, (crop + 1) * heads * tokens);
        }
    }

    /** @see Kernels#attention */
    void forward(Tensor qkv, int tokens, int heads, Tensor probabilities, Tensor out) {
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
        Blas.gemm(false, true, sizes.scale(), q, k, 0, p);
        softmax.forward(scores, row, sizes.tokens());
        Blas.gemm(false, false, 1, p, sizes.part(qkv, crop, head, 2), 0, sizes.output(out, crop, head));
    }

    /** @see Kernels#attentionBackward */
    void backward(Tensor dout, Tensor qkv, Tensor probabilities, int tokens, int heads, Tensor scratch, Tensor dqkv) {
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
        Blas.gemm(true, false, 1, weights, dy, 0, sizes.part(dqkv, crop, head, 2));
        Blas.gemm(false, true, 1, dy, sizes.part(qkv, crop, head, 2), 0, scores);
        softmax.backward(scratch, p, row);
        double scale = sizes.scale();
        Blas.gemm(false, false, scale, scores, sizes.part(qkv, crop, head, 1), 0, sizes.part(dqkv, crop, head, 0));
        Blas.gemm(true, false, scale, scores, sizes.part(qkv, crop, head, 0), 0, sizes.part(dqkv, crop, head, 1));
    }
}
