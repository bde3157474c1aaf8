package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.Tensor;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * One residual branch of a block: normalisation, an inner network (attention or feed-forward), LayerScale and stochastic
 * depth.
 *
 * <p>In PyTorch, for x [S, N, D]: {@code x + gamma * (inner(norm(x)) + bias)}; with stochastic depth {@code x.index_add(0,
 * crops, gamma * (inner(norm(x[crops])) + bias), alpha=scale)}, so other crops pass unchanged.
 *
 * <p>Letters: S = crops, s = those that run, N = tokens per crop, D = width. Source: LayerScale, arXiv:2103.17239.
 *
 * @param gamma LayerScale's factors, [D]
 * @param bias of the inner network's last map, [D]; added here to save a pass over that map's result
 */
record Residual(LayerNorm norm, Parameter gamma, Parameter bias) {

    /** State that an inner network keeps for its backward. */
    interface Inner {

        /** The network's result without bias, [s*N, D]. */
        Tensor out();
    }

    /**
     * Kept for backward.
     *
     * @param x the rows that ran, [s*N, D]
     * @param inner the inner network's own state
     */
    record State<T extends Inner>(ChosenRows chosen, Tensor x, LayerNorm.Normalised normalised, T inner) {}

    /**
     * From x to out, both [S*N, D].
     *
     * @param inner from normalised rows [s*N, D] to the inner network's state
     * @return empty when no crop of this lane ran
     */
    <T extends Inner> Optional<State<T>> forward(
            Pass pass, Tensor x, ChosenRows chosen, Function<Tensor, T> inner, Tensor out) {
        Kernels k = pass.kernels();
        if (chosen.isEmpty(x)) {
            k.copy(x, out);
            return Optional.empty();
        }
        Tensor rows = chosen.of(pass, x);
        LayerNorm.Normalised normalised = norm.forward(pass, rows);
        T state = inner.apply(normalised.y());
        double scale = chosen.branch().scale();
        if (rows == x) {
            k.residual(x, state.out(), pass.value(bias), pass.value(gamma), scale, out);
        } else {
            Tensor sum = pass.takeExact(rows.rows(), rows.cols());
            k.residual(rows, state.out(), pass.value(bias), pass.value(gamma), scale, sum);
            k.copy(x, out);
            chosen.putBack(k, sum, out);
        }
        return Optional.of(new State<>(chosen, rows, normalised, state));
    }

    /**
     * Adds to all gradients; turns dx [S*N, D] from the gradient of the output into that of the input, in place.
     *
     * @param inner backward of the inner network: from the gradient of its result and its input, both [s*N, D], to the
     *     gradient of its input
     */
    void backward(Pass pass, State<?> state, BinaryOperator<Tensor> inner, Tensor dx) {
        Kernels k = pass.kernels();
        var mark = pass.workspace().mark();
        Tensor dsum = state.chosen().of(pass, dx);
        Tensor dy = pass.take(dsum.rows(), dsum.cols());
        double scale = state.chosen().branch().scale();
        k.residualBackward(
                dsum, state.inner().out(), pass.value(gamma), scale, dy, pass.gradient(gamma), pass.gradient(bias));
        Tensor dnormalised = inner.apply(dy, state.normalised().y());
        norm.backward(pass, dnormalised, state.x(), state.normalised().stats(), dsum);
        if (dsum != dx) {
            state.chosen().putBack(k, dsum, dx);
        }
        pass.workspace().release(mark);
    }
}
