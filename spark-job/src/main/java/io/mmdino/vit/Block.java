package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.Optional;

/**
 * A pre-norm transformer block of two {@link Residual} branches.
 *
 * <p>In PyTorch, for x [S, N, D]:
 *
 * <pre>{@code
 * x = x + self.ls1(self.attn(self.norm1(x)))
 * x = x + self.ls2(self.mlp(self.norm2(x)))
 * }</pre>
 *
 * <p>Under stochastic depth a branch runs on the chosen crops only. Letters: S = crops, N = tokens per crop, D = width.
 * Sources: DINOv2, arXiv:2304.07193; LayerScale, arXiv:2103.17239.
 *
 * @param scale1 LayerScale of the attention branch, [D]
 * @param scale2 LayerScale of the feed-forward branch, [D]
 */
public record Block(
        LayerNorm norm1, Attention attention, Parameter scale1, LayerNorm norm2, FeedForward mlp, Parameter scale2) {

    static Block add(ParameterLayout.Builder layout, String name, VitSettings settings) {
        int width = settings.width();
        return new Block(
                LayerNorm.add(layout, name + ".norm1", width),
                Attention.add(layout, name + ".attn", width, settings.heads()),
                layout.add(name + ".ls1.gamma", width),
                LayerNorm.add(layout, name + ".norm2", width),
                FeedForward.add(layout, name + ".mlp", width, settings.feedForward()),
                layout.add(name + ".ls2.gamma", width));
    }

    /** Kept for backward; a branch is empty when it ran on no crop of this lane. */
    record State(
            Optional<Residual.State<Attention.State>> attention, Optional<Residual.State<FeedForward.State>> mlp) {}

    private Residual attentionBranch() {
        return new Residual(norm1, scale1, attention.projection().bias());
    }

    private Residual mlpBranch() {
        return new Residual(norm2, scale2, mlp.outputBias());
    }

    /**
     * From x to out, both [S*N, D].
     *
     * @param attending the crops that attention runs on
     * @param feeding the crops that the feed-forward network runs on
     */
    State forward(Pass pass, Tensor x, ChosenRows attending, ChosenRows feeding, Tensor out) {
        Tensor middle = pass.takeExact(x.rows(), x.cols());
        var attended = attentionBranch()
                .forward(pass, x, attending, rows -> attention.forward(pass, rows, attending.tokens()), middle);
        var fed = mlpBranch().forward(pass, middle, feeding, rows -> mlp.forward(pass, rows), out);
        return new State(attended, fed);
    }

    /** Adds to all gradients; turns dx [S*N, D] from the gradient of the output into that of the input, in place. */
    void backward(Pass pass, State state, Tensor dx) {
        state.mlp.ifPresent(
                s -> mlpBranch().backward(pass, s, (dy, rows) -> mlp.backward(pass, dy, s.inner(), rows), dx));
        state.attention.ifPresent(s ->
                attentionBranch().backward(pass, s, (dy, rows) -> attention.backward(pass, dy, s.inner(), rows), dx));
    }
}
