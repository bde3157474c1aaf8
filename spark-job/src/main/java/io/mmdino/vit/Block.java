package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Tensor;
import java.util.Optional;

/**
 * A pre-norm transformer block: {@code x += gamma1 * attention(norm1(x)); x += gamma2 * mlp(norm2(x))}.
 *
 * <p>Letters: S = crops, N = tokens per crop, D = width. A branch that stochastic depth thins out runs on the chosen
 * crops only. Sources: DINOv2, arXiv:2304.07193; LayerScale, arXiv:2103.17239.
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

    /** What one residual branch leaves for its backward: its input rows, their normalisation, its own state. */
    private record BranchState<T>(StochasticDepth.Branch branch, Tensor x, LayerNorm.Normalised normalised, T inner) {}

    /** What backward needs; empty branches ran on no crop of this lane. */
    static final class State {
        private Optional<BranchState<Attention.State>> attention = Optional.empty();
        private Optional<BranchState<FeedForward.State>> mlp = Optional.empty();
    }

    /** x [S*N, D] to out [S*N, D]; returns what backward needs. */
    State forward(Pass pass, Tensor x, int tokens, StochasticDepth depth, int index, Tensor out) {
        State state = new State();
        Tensor middle = pass.take(x.rows(), x.cols());
        state.attention = attend(pass, x, tokens, depth.of(index, 0), middle);
        state.mlp = feed(pass, middle, tokens, depth.of(index, 1), out);
        return state;
    }

    private Optional<BranchState<Attention.State>> attend(
            Pass pass, Tensor x, int tokens, StochasticDepth.Branch branch, Tensor out) {
        if (branch.crops().length == 0) {
            pass.kernels().copy(x, out);
            return Optional.empty();
        }
        Tensor rows = chosen(pass, x, tokens, branch);
        LayerNorm.Normalised normalised = norm1.forward(pass, rows);
        Attention.State inner = attention.forward(pass, normalised.y(), tokens);
        add(pass, x, rows, inner.out(), attention.projection().bias(), scale1, tokens, branch, out);
        return Optional.of(new BranchState<>(branch, rows, normalised, inner));
    }

    private Optional<BranchState<FeedForward.State>> feed(
            Pass pass, Tensor x, int tokens, StochasticDepth.Branch branch, Tensor out) {
        if (branch.crops().length == 0) {
            pass.kernels().copy(x, out);
            return Optional.empty();
        }
        Tensor rows = chosen(pass, x, tokens, branch);
        LayerNorm.Normalised normalised = norm2.forward(pass, rows);
        FeedForward.State inner = mlp.forward(pass, normalised.y());
        add(pass, x, rows, inner.out(), mlp.outputBias(), scale2, tokens, branch, out);
        return Optional.of(new BranchState<>(branch, rows, normalised, inner));
    }

    /** The chosen crops' rows of x, [s*N, D]; x itself when all are chosen. */
    private static Tensor chosen(Pass pass, Tensor x, int tokens, StochasticDepth.Branch branch) {
        if (branch.runsAll(x.rows() / tokens)) {
            return x;
        }
        Tensor rows = pass.take(branch.crops().length * tokens, x.cols());
        pass.kernels().gatherRows(byCrop(x, tokens), branch.crops(), byCrop(rows, tokens));
        return rows;
    }

    private static void add(
            Pass pass,
            Tensor x,
            Tensor rows,
            Tensor y,
            Parameter bias,
            Parameter gamma,
            int tokens,
            StochasticDepth.Branch branch,
            Tensor out) {
        Kernels k = pass.kernels();
        if (rows == x) {
            k.residual(x, y, pass.value(bias), pass.value(gamma), branch.scale(), out);
            return;
        }
        Tensor sum = pass.take(rows.rows(), rows.cols());
        k.residual(rows, y, pass.value(bias), pass.value(gamma), branch.scale(), sum);
        k.copy(x, out);
        k.scatterRows(byCrop(sum, tokens), branch.crops(), byCrop(out, tokens));
    }

    /** Turns dx, the gradient of the block's output, into that of its input, in place; adds to all gradients. */
    void backward(Pass pass, State state, int tokens, Tensor dx) {
        state.mlp.ifPresent(s -> branchBackward(
                pass,
                s,
                tokens,
                dx,
                norm2,
                scale2,
                mlp.outputBias(),
                s.inner().out(),
                dy -> mlp.backward(pass, dy, s.inner(), s.normalised().y())));
        state.attention.ifPresent(s -> branchBackward(
                pass,
                s,
                tokens,
                dx,
                norm1,
                scale1,
                attention.projection().bias(),
                s.inner().out(),
                dy -> attention.backward(pass, dy, s.inner(), s.normalised().y(), tokens)));
    }

    @FunctionalInterface
    private interface InnerBackward {
        Tensor apply(Tensor dy);
    }

    private static void branchBackward(
            Pass pass,
            BranchState<?> state,
            int tokens,
            Tensor dx,
            LayerNorm norm,
            Parameter gamma,
            Parameter bias,
            Tensor y,
            InnerBackward inner) {
        Kernels k = pass.kernels();
        var mark = pass.workspace().mark();
        StochasticDepth.Branch branch = state.branch();
        Tensor dsum = chosen(pass, dx, tokens, branch);
        Tensor dy = pass.take(dsum.rows(), dsum.cols());
        k.residualBackward(dsum, y, pass.value(gamma), branch.scale(), dy, pass.gradient(gamma), pass.gradient(bias));
        Tensor dnormalised = inner.apply(dy);
        norm.backward(pass, dnormalised, state.x(), state.normalised().stats(), dsum);
        if (dsum != dx) {
            k.scatterRows(byCrop(dsum, tokens), branch.crops(), byCrop(dx, tokens));
        }
        pass.workspace().release(mark);
    }

    private static Tensor byCrop(Tensor x, int tokens) {
        return x.reshape(x.rows() / tokens, tokens * x.cols());
    }
}
