package io.mmdino.kernel;

import static io.mmdino.kernel.Nd4jOps.scoped;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link Products} by ND4J; attention is batched over crops and heads, on permuted views of qkv.
 *
 * <p>Letters: S = crops, N = tokens per crop, H = heads, D = width, d = D/H.
 */
final class Nd4jProducts implements Products {

    private final Rowwise rowwise = new Nd4jRowwise();

    @Override
    public void gemm(boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c) {
        if (c.length() == 0) {
            return;
        }
        if (a.length() == 0) { // a sum of no terms, which ND4J refuses
            c.array().muli(beta);
            return;
        }
        // ND4J's gemm writes in column-major order: c^T = op(b)^T op(a)^T
        Nd4j.gemm(b.array(), a.array(), c.array().transpose(), !transposeB, !transposeA, alpha, beta);
    }

    @Override
    public void linear(Tensor x, Tensor w, Tensor bias, Tensor y) {
        rowwise.fillRows(y, bias);
        gemm(false, true, 1, x, w, 1, y);
    }

    @Override
    public void product(Tensor x, Tensor w, Tensor y) {
        gemm(false, true, 1, x, w, 0, y);
    }

    @Override
    public void productBackward(Tensor dy, Tensor x, Tensor w, Tensor dx, Tensor dw) {
        gemm(true, false, 1, dy, x, 1, dw);
        gemm(false, false, 1, dy, w, 0, dx);
    }

    /** The sizes of one call of attention, and views by head. */
    private record Heads(int crops, int tokens, int heads, int each) {

        static Heads of(Tensor qkv, int tokens, int heads) {
            return new Heads(qkv.rows() / tokens, tokens, heads, qkv.cols() / 3 / heads);
        }

        double scale() {
            return 1 / Math.sqrt(each);
        }

        /** Queries (part 0), keys (1) or values (2): a view [S, H, N, d]. */
        INDArray part(Tensor qkv, int part) {
            return qkv.array()
                    .reshape(crops, tokens, 3, heads, each)
                    .permute(2, 0, 3, 1, 4)
                    .slice(part);
        }

        /** A tensor [S*N, D] as a view [S, H, N, d]. */
        INDArray output(Tensor out) {
            return out.array().reshape(crops, tokens, heads, each).permute(0, 2, 1, 3);
        }

        /** A tensor [S*H*N, N] as a view [S, H, N, N]. */
        INDArray scores(Tensor probabilities) {
            return probabilities.array().reshape(crops, heads, tokens, tokens);
        }

        /** Uninitialised memory of this scope, [S, H, N, width]. */
        INDArray fresh(Tensor like, int width) {
            return Nd4j.createUninitialized(Nd4jMemory.dataType(like.type()), crops, heads, tokens, width);
        }
    }

    /** Keeps the probabilities; scratch memory comes from ND4J. */
    @Override
    public AttentionState.Sizes attentionSizes(int crops, int tokens, int heads, boolean trains) {
        return new AttentionState.Sizes(trains ? Math.multiplyExact(crops * heads, tokens) : 0, tokens, 0, tokens);
    }

    @Override
    public void attention(Tensor qkv, AttentionState state, Tensor out) {
        Heads sizes = Heads.of(qkv, state.tokens(), state.heads());
        scoped(() -> {
            INDArray p = state.kept().rows() > 0 ? sizes.scores(state.kept()) : sizes.fresh(qkv, state.tokens());
            Nd4jOps.matmul(false, true, sizes.scale(), sizes.part(qkv, 0), sizes.part(qkv, 1), p);
            Nd4jOps.softmax(p);
            INDArray mixed = sizes.fresh(qkv, sizes.each());
            Nd4jOps.matmul(false, false, 1, p, sizes.part(qkv, 2), mixed);
            sizes.output(out).assign(mixed);
        });
    }

    @Override
    public void attentionBackward(Tensor dout, Tensor qkv, Tensor out, AttentionState state, Tensor dqkv) {
        Heads sizes = Heads.of(qkv, state.tokens(), state.heads());
        scoped(() -> {
            INDArray p = sizes.scores(state.kept());
            INDArray dy = sizes.fresh(qkv, sizes.each());
            dy.assign(sizes.output(dout));
            INDArray part = sizes.fresh(qkv, sizes.each());
            Nd4jOps.matmul(true, false, 1, p, dy, part);
            sizes.part(dqkv, 2).assign(part);
            INDArray dscores = sizes.fresh(qkv, state.tokens());
            Nd4jOps.matmul(false, true, 1, dy, sizes.part(qkv, 2), dscores);
            dscores.subi(dscores.mul(p).sum(true, 3)).muli(p);
            Nd4jOps.matmul(false, false, sizes.scale(), dscores, sizes.part(qkv, 1), part);
            sizes.part(dqkv, 0).assign(part);
            Nd4jOps.matmul(true, false, sizes.scale(), dscores, sizes.part(qkv, 0), part);
            sizes.part(dqkv, 1).assign(part);
        });
    }
}
