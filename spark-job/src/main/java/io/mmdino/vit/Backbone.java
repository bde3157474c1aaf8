package io.mmdino.vit;

import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * DINOv2's vision transformer over multi-modal tokens: embedding, pre-norm blocks, final norm.
 *
 * <p>Letters: S = crops, M = sequences, N = tokens per crop, D = width. Sources: DINOv2, arXiv:2304.07193; MM-DINOv2,
 * arXiv:2509.06617.
 */
public final class Backbone {

    private final VitSettings settings;
    private final MultiModalEmbedding embedding;
    private final List<Block> blocks;
    private final LayerNorm norm;

    /** @param prefix put before every parameter's name: {@code backbone.} in a student or teacher, empty alone */
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

    /** What depends on the weights and the image side alone; valid until either changes. */
    public static final class Prepared {
        private final MultiModalEmbedding.Prepared embedding;

        private Prepared(MultiModalEmbedding.Prepared embedding) {
            this.embedding = embedding;
        }

        public int side() {
            return embedding.side();
        }

        /** Position embeddings as this side sees them, [1 + n, D]. */
        public Tensor position() {
            return embedding.position();
        }
    }

    /** One lane's gradient sums that are still to be carried to parameters by {@link #finish}. */
    public static final class Sums {
        private final MultiModalEmbedding.PreparedGradients embedding;

        private Sums(MultiModalEmbedding.PreparedGradients embedding) {
            this.embedding = embedding;
        }
    }

    /** What forward leaves: the normalised tokens, and all that backward needs. */
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

    /** @param side of the images to come, pixels */
    public Prepared prepare(Pass pass, int side) {
        return new Prepared(embedding.prepare(pass, side));
    }

    /**
     * @param images [S*M, side*side]
     * @param mask S*M*n flags of patches that become mask tokens, or empty for none
     */
    public State forward(Pass pass, Prepared prepared, Tensor images, boolean[] mask, StochasticDepth depth) {
        MultiModalEmbedding.State embedded = embedding.forward(pass, prepared.embedding, images, mask);
        int tokens = settings.tokens(prepared.side());
        List<Block.State> states = new ArrayList<>();
        Tensor last = pass.trains()
                ? throughKept(pass, embedded.tokens(), tokens, depth, states)
                : throughReused(pass, embedded.tokens(), tokens, depth);
        return new State(embedded, states, last, norm.forward(pass, last));
    }

    private Tensor throughKept(Pass pass, Tensor first, int tokens, StochasticDepth depth, List<Block.State> states) {
        Tensor x = first;
        for (int i = 0; i < blocks.size(); i++) {
            Tensor next = pass.take(x.rows(), x.cols());
            states.add(through(pass, i, x, tokens, depth, next));
            x = next;
        }
        return x;
    }

    /** Without a backward to come, two buffers and one block's scratch serve all blocks. */
    private Tensor throughReused(Pass pass, Tensor first, int tokens, StochasticDepth depth) {
        Tensor x = first;
        Tensor next = pass.take(x.rows(), x.cols());
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

    /** Zeroed sums for one lane and one prepared side. */
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

    /** Carries a lane's sums to the parameters' gradients, once for each prepared side. */
    public void finish(Pass pass, Prepared prepared, Sums sums) {
        var mark = pass.workspace().mark();
        embedding.finish(pass, prepared.embedding, sums.embedding);
        pass.workspace().release(mark);
    }
}
