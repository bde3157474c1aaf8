package io.mmdino.vit;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.Tensor;

/** {@code fc2(gelu(fc1(x)))} with the exact (erf) GELU. Source: Hendrycks, Gimpel, arXiv:1606.08415. */
record GeluFeedForward(Linear fc1, Linear fc2) implements FeedForward {

    @Override
    public State forward(Pass pass, Tensor x) {
        Tensor wide = fc1.product(pass, x);
        Tensor hidden = pass.take(wide.rows(), wide.cols());
        pass.kernels().biasGelu(wide, pass.value(fc1.bias()), hidden);
        return new State(wide, hidden, fc2.product(pass, hidden));
    }

    @Override
    public Tensor backward(Pass pass, Tensor dout, State state, Tensor x) {
        Tensor dhidden = fc2.productBackward(pass, dout, state.hidden());
        pass.kernels().geluBackward(dhidden, state.wide(), pass.gradient(fc1.bias()));
        return fc1.productBackward(pass, dhidden, x);
    }

    @Override
    public Parameter outputBias() {
        return fc2.bias();
    }
}
