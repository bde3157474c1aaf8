package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.Tensor;

/** {@code w3(silu(w1 x) * w2 x)} with w1 and w2 packed in one map. Source: Shazeer, arXiv:2002.05202. */
record SwigluFeedForward(Linear w12, Linear w3) implements FeedForward {

    @Override
    public State forward(Pass pass, Tensor x) {
        Tensor wide = w12.product(pass, x);
        Tensor hidden = pass.take(wide.rows(), wide.cols() / 2);
        pass.kernels().biasSwiglu(wide, pass.value(w12.bias()), hidden);
        return new State(wide, hidden, w3.product(pass, hidden));
    }

    @Override
    public Tensor backward(Pass pass, Tensor dout, State state, Tensor x) {
        Tensor dhidden = w3.productBackward(pass, dout, state.hidden());
        Tensor dwide = pass.take(x.rows(), state.wide().cols());
        pass.kernels().swigluBackward(dhidden, state.wide(), dwide, pass.gradient(w12.bias()));
        return w12.productBackward(pass, dwide, x);
    }

    @Override
    public Parameter outputBias() {
        return w3.bias();
    }
}
