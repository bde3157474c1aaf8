package io.mmdino.vit;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.Tensor;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What surrounds attention or the feed-forward network in a block: {@code x += scale * gamma * (inner(norm(x)) + bias)} on
 * the crops that stochastic depth chose; the others pass unchanged.
 *
 * <p>Letters: S = crops, s = those that run, N = tokens per crop, D = width. Source: LayerScale, arXiv:2103.17239.
 *
 * @param gamma LayerScale's factors, [D]
 * @param bias of the inner network's last map, added here to save a pass over its result, [D]
 */
record Residual(LayerNorm norm, Parameter gamma, Parameter bias) {

    /** What an inner network leaves for its backward; {@code out} is its result without bias, [s*N, D]. */
    interface Inner {
        Tensor out();
    }

    /** What backward needs: the rows that ran, [s*N, D], their normalisation, the inner network's own state. */
    record State<T extends Inner>(ChosenRows chosen, Tensor x, LayerNorm.Normalised normalised, T inner) {}

    /** x [S*N, D] to out [S*N, D]; empty when no crop of this lane ran. */
    <T extends Inner> Optional<State<T>> forward(
            Pass pass, Tensor x, ChosenRows chosen, Function<Tensor, T> inner, Tensor out) {
        Kernels k = pass.kernels();
        if (chosen.isEmpty()) {
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
            Tensor sum = pass.take(rows.rows(), rows.cols());
            k.residual(rows, state.out(), pass.value(bias), pass.value(gamma), scale, sum);
            k.copy(x, out);
            chosen.putBack(k, sum, out);
        }
        return Optional.of(new State<>(chosen, rows, normalised, state));
    }

    /**
     * Turns dx [S*N, D], the gradient of the result, into that of the input, in place.
     *
     * @param inner from the gradient of its result and its input, both [s*N, D], to the gradient of its input
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
