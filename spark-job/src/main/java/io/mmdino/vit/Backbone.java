package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * DINOv2's vision transformer over multi-modal tokens: embedding, pre-norm blocks, final norm.
 *
 * <p>In PyTorch, from images [S, M, side, side] to normalised tokens [S, N, D]:
 *
 * <pre>{@code
 * x = embedding(images, mask)
 * for block in blocks:
 *     x = block(x)
 * return F.layer_norm(x, (D,), norm.weight, norm.bias, eps=1e-6)
 * }</pre>
 *
 * <p>A lane calls {@link #forward} for some crops at a time and {@link #backward} as often; {@link #prepare} before and
 * {@link #finish} after are called once. Letters: S = crops, M = sequences, n = patches per sequence, N = tokens per crop,
 * D = width. Sources: DINOv2, arXiv:2304.07193; MM-DINOv2,
 * arXiv:2509.06617.
 */
public final class Backbone {

    private final VitSettings settings;
    private final MultiModalEmbedding embedding;
    private final List<Block> blocks;
    private final LayerNorm norm;

    /** @param prefix of every parameter's name: {@code backbone.} in a student or teacher, else empty */
    public Backbone(ParameterLayout.Builder layout, String prefix, VitSettings settings) {
        this.settings = settings;
        embedding = new MultiModalEmbedding(layout, prefix, settings);
        blocks = IntStream.range(0, settings.depth())
                .mapToObj(i -> Block.add(layout, prefix + "blocks." + i, settings))
                .toList();
        norm = LayerNorm.add(layout, prefix + "norm", settings.width());
    }

    public VitSettings settings() {
        return settings;
    }

    /** Values that depend on the weights and the image side only, shared by all lanes; valid until the weights change. */
    public static final class Prepared {
        private final MultiModalEmbedding.Prepared embedding;

        private Prepared(MultiModalEmbedding.Prepared embedding) {
            this.embedding = embedding;
        }

        /** Side of the images, pixels. */
        public int side() {
            return embedding.side().pixels();
        }

        /** Position embeddings of the cls token and of the patches at this side, [1 + n, D]. */
        public Tensor position() {
            return embedding.position();
        }
    }

    /** One lane's gradients with respect to {@link Prepared}; {@link #finish} carries them to the parameters. */
    public static final class Sums {
        private final MultiModalEmbedding.PreparedGradients embedding;

        private Sums(MultiModalEmbedding.PreparedGradients embedding) {
            this.embedding = embedding;
        }
    }

    /** Result of forward, with everything that backward needs. */
    public static final class State {
        private final MultiModalEmbedding.State embedded;
        private final List<Block.State> blocks;
        private final Tensor last;
        private final LayerNorm.Normalised normalised;

        private State(
                MultiModalEmbedding.State embedded,
                List<Block.State> blocks,
                Tensor last,
                LayerNorm.Normalised normalised) {
            this.embedded = embedded;
            this.blocks = blocks;
            this.last = last;
            this.normalised = normalised;
        }

        /** Normalised tokens, [S*N, D]; row s*N is the cls token of crop s. */
        public Tensor tokens() {
            return normalised.y();
        }

        /** Tokens as they entered the first block, [S*N, D]; only meaningful in a training pass. */
        public Tensor embeddedTokens() {
            return embedded.tokens();
        }
    }

    /** Values that depend on the image side only; made once for many steps. */
    public static final class Side {
        private final MultiModalEmbedding.Side embedding;

        private Side(MultiModalEmbedding.Side embedding) {
            this.embedding = embedding;
        }
    }

    /** What images of one side need whatever the weights are, in the memory of these kernels. @param pixels side of the images */
    public Side side(Kernels kernels, int pixels) {
        return new Side(embedding.side(kernels, pixels));
    }

    /** Computes what all forward passes with images of one side share. */
    public Prepared prepare(Pass pass, Side side) {
        return new Prepared(embedding.prepare(pass, side.embedding));
    }

    /**
     * Tokens of some crops.
     *
     * @param images [S*M, side*side]
     * @param mask [S*M*n, 1] uint8, 1 for patches that become mask tokens; a tensor without rows for none
     * @param depth stochastic depth of these crops
     */
    public State forward(Pass pass, Prepared prepared, Tensor images, Tensor mask, StochasticDepth depth) {
        MultiModalEmbedding.State embedded = embedding.forward(pass, prepared.embedding, images, mask);
        int tokens = settings.tokens(prepared.side());
        List<Block.State> states = new ArrayList<>();
        Tensor last = pass.trains()
                ? throughKept(pass, embedded.tokens(), tokens, depth, states)
                : throughReused(pass, embedded.tokens(), tokens, depth);
        return new State(embedded, states, last, norm.forward(pass, last));
    }

    /** Training: every block's input and state are kept for backward. */
    private Tensor throughKept(Pass pass, Tensor first, int tokens, StochasticDepth depth, List<Block.State> states) {
        Tensor x = first;
        for (int i = 0; i < blocks.size(); i++) {
            Tensor next = pass.takeExact(x.rows(), x.cols());
            states.add(through(pass, i, x, tokens, depth, next));
            x = next;
        }
        return x;
    }

    /** Inference: two buffers and the scratch memory of one block serve all blocks, as no backward follows. */
    private Tensor throughReused(Pass pass, Tensor first, int tokens, StochasticDepth depth) {
        Tensor x = first;
        Tensor next = pass.takeExact(x.rows(), x.cols());
        var mark = pass.workspace().mark();
        for (int i = 0; i < blocks.size(); i++) {
            through(pass, i, x, tokens, depth, next);
            pass.workspace().release(mark);
            Tensor spent = x;
            x = next;
            next = spent;
        }
        return x;
    }

    private Block.State through(Pass pass, int block, Tensor x, int tokens, StochasticDepth depth, Tensor out) {
        ChosenRows attending = new ChosenRows(tokens, depth.of(block, StochasticDepth.ATTENTION));
        ChosenRows feeding = new ChosenRows(tokens, depth.of(block, StochasticDepth.FEED_FORWARD));
        return blocks.get(block).forward(pass, x, attending, feeding, out);
    }

    /** Zeroed gradient sums of one lane for one prepared side. */
    public Sums sums(Pass pass, Prepared prepared) {
        return new Sums(embedding.gradients(pass, prepared.embedding));
    }

    /** Adds to the lane's gradients and sums from dtokens [S*N, D], the gradient of the normalised tokens. */
    public void backward(Pass pass, Prepared prepared, Sums sums, State state, Tensor dtokens) {
        var mark = pass.workspace().mark();
        Tensor dx = pass.takeZeroed(dtokens.rows(), dtokens.cols());
        norm.backward(pass, dtokens, state.last, state.normalised.stats(), dx);
        for (int i = blocks.size() - 1; i >= 0; i--) {
            blocks.get(i).backward(pass, state.blocks.get(i), dx);
        }
        embedding.backward(pass, sums.embedding, state.embedded, dx);
        pass.workspace().release(mark);
    }

    /** Adds a lane's sums to the parameters' gradients; called once for each prepared side, after its last backward. */
    public void finish(Pass pass, Prepared prepared, Sums sums) {
        var mark = pass.workspace().mark();
        embedding.finish(pass, prepared.embedding, sums.embedding);
        pass.workspace().release(mark);
    }
}
