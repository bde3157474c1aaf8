package io.mmdino.kernel;

import io.mmdino.kernel.Multiplier.Slot;

/**
 * Multi-head self-attention of a CPU: products of the strided matrices of a few heads within qkv, so nothing is rearranged, and
 * softmax over their scores while those are still in the cache. Forward keeps the probabilities.
 *
 * <p>Letters: S = crops, N = tokens per crop, H = heads, D = width, d = D/H.
 *
 * @param softmax over rows of attention scores
 * @param multiplier of all products
 */
record HostAttention(RowSoftmax softmax, Multiplier multiplier) {

    /** Scores computed together: they and their probabilities should stay in the caches. */
    private static final long SCORES = 1 << 18;

    /** Softmax over rows, and its gradient. */
    interface RowSoftmax {

        /** Overwrites y with the softmax of each row of x, which may be y. */
        void forward(Tensor x, Tensor y);

        /** {@code dp = p * (dp - sum(p * dp))} for each row, [R, N]. */
        void backward(Tensor dp, Tensor p);
    }

    static AttentionState.Sizes sizes(int crops, int tokens, int heads, boolean trains) {
        int kept = trains ? Math.multiplyExact(crops * heads, tokens) : 0;
        return new AttentionState.Sizes(kept, tokens, together(tokens, heads) * tokens, tokens);
    }

    /** How many queries of a head are computed together in forward: all, or about equal parts whose scores fit. */
    private static int queries(int tokens) {
        int parts = (int) (((long) tokens * tokens + SCORES - 1) / SCORES);
        return (tokens + parts - 1) / parts;
    }

    /** How many heads are computed together: the largest divisor of H whose scores fit, or 1. */
    private static int together(int tokens, int heads) {
        int most = (int) Math.min(heads, SCORES / ((long) tokens * tokens));
        for (int count = most; count > 1; count--) {
            if (heads % count == 0) {
                return count;
            }
        }
        return 1;
    }

    /**
     * Some heads of one crop, and where their matrices lie.
     *
     * @param width D
     * @param first index of the first head
     * @param count heads
     */
    private record Heads(AttentionState state, int width, int crop, int first, int count) {

        int tokens() {
            return state.tokens();
        }

        /** d, the width of one head. */
        int each() {
            return width / state.heads();
        }

        double scale() {
            return 1 / Math.sqrt(each());
        }

        /** The crop's rows of a tensor [S*N, columns]. */
        Tensor crop(Tensor all) {
            return all.rows(crop * tokens(), (crop + 1) * tokens());
        }

        /** Queries (part 0), keys (1) or values (2) within a crop's [N, 3D]: as often as heads [N, d]. */
        Matrices part(Tensor qkv, int part) {
            return new Matrices(qkv, part * width + first * each(), count, each(), tokens(), each(), 3 * width);
        }

        /** The columns of the heads within a crop's [N, D]: as often as heads [N, d]. */
        Matrices columns(Tensor x) {
            return new Matrices(x, first * each(), count, each(), tokens(), each(), width);
        }

        /** The heads' rows of the kept probabilities, [count*N, N]: a view below 2 GB, where the whole may be larger. */
        Tensor kept() {
            int row = (crop * state.heads() + first) * tokens();
            return state.kept().rows(row, row + count * tokens());
        }

        /** A tensor [count*R, N] as count matrices [R, N], for R queries of each head. */
        Matrices weights(Tensor x) {
            int rows = x.rows() / count;
            return new Matrices(x, 0, count, (long) rows * tokens(), rows, tokens(), tokens());
        }
    }

    /** {@link Products#attention}. */
    void forward(Tensor qkv, AttentionState state, Tensor out) {
        int together = together(state.tokens(), state.heads());
        for (int crop = 0; crop < qkv.rows() / state.tokens(); crop++) {
            Heads all = new Heads(state, out.cols(), crop, 0, together);
            Tensor operand = multiplier.operand(Slot.A, all.crop(qkv));
            for (int head = 0; head < state.heads(); head += together) {
                forward(new Heads(state, out.cols(), crop, head, together), operand, all.crop(out));
            }
        }
    }

    private void forward(Heads heads, Tensor qkv, Tensor out) {
        Tensor scores = heads.state().scratch();
        Tensor p = heads.state().kept().rows() == 0 ? scores : heads.kept();
        int tokens = heads.tokens();
        int together = queries(tokens);
        if (together == tokens) {
            forward(heads, heads.part(qkv, 0), qkv, scores, p, heads.columns(out));
            return;
        }
        for (int from = 0; from < tokens; from += together) {
            int to = Math.min(tokens, from + together);
            forward(
                    heads,
                    heads.part(qkv, 0).rows(from, to),
                    qkv,
                    scores.rows(0, to - from),
                    p == scores ? scores.rows(0, to - from) : p.rows(from, to),
                    heads.columns(out).rows(from, to));
        }
    }

    /** Some queries of some heads. */
    private void forward(Heads heads, Matrices queries, Tensor qkv, Tensor scores, Tensor p, Matrices out) {
        multiplier.gemm(false, true, heads.scale(), queries, heads.part(qkv, 1), 0, heads.weights(scores));
        softmax.forward(scores, p);
        Tensor weights = multiplier.operand(Slot.B, p);
        multiplier.gemm(false, false, 1, heads.weights(weights), heads.part(qkv, 2), 0, out);
    }

    /** {@link Products#attentionBackward}. */
    void backward(Tensor dout, Tensor qkv, AttentionState state, Tensor dqkv) {
        int together = together(state.tokens(), state.heads());
        for (int crop = 0; crop < qkv.rows() / state.tokens(); crop++) {
            Heads all = new Heads(state, dout.cols(), crop, 0, together);
            Tensor operand = multiplier.operand(Slot.A, all.crop(qkv));
            Tensor dy = multiplier.operand(Slot.B, all.crop(dout));
            for (int head = 0; head < state.heads(); head += together) {
                backward(new Heads(state, dout.cols(), crop, head, together), dy, operand, all.crop(dqkv));
            }
        }
    }

    private void backward(Heads heads, Tensor dout, Tensor qkv, Tensor dqkv) {
        Tensor p = heads.kept();
        Matrices weights = heads.weights(multiplier.operand(Slot.C, p));
        Matrices dy = heads.columns(dout);
        multiplier.gemm(true, false, 1, weights, dy, 0, heads.part(dqkv, 2));
        Tensor scores = heads.state().scratch();
        multiplier.gemm(false, true, 1, dy, heads.part(qkv, 2), 0, heads.weights(scores));
        softmax.backward(scores, p);
        Matrices slopes = heads.weights(multiplier.operand(Slot.D, scores));
        multiplier.gemm(false, false, heads.scale(), slopes, heads.part(qkv, 1), 0, heads.part(dqkv, 0));
        multiplier.gemm(true, false, heads.scale(), slopes, heads.part(qkv, 0), 0, heads.part(dqkv, 1));
    }
}
