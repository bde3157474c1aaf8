package io.mmdino.kernel;

import static io.mmdino.kernel.VectorMath.all;

/** GELU, SwiGLU and the residual branch on the Vector API, row by row. */
final class VectorActivations implements Arithmetic.Activations {

    private final Arithmetic.Activations narrow = new ScalarActivations();

    @Override
    public void biasGelu(Tensor u, Tensor bias, Tensor g) {
        if (Span.tooNarrow(u.cols())) {
            narrow.biasGelu(u, bias, g);
            return;
        }
        VectorGelu gelu = new VectorGelu(Span.of(u.cols()), u.bytes(), g.bytes());
        for (int row = 0; row < u.rows(); row++) {
            gelu.forward(bias.bytes(), row * u.cols());
        }
    }

    @Override
    public void geluBackward(Tensor dg, Tensor u, Tensor dbias) {
        if (Span.tooNarrow(u.cols())) {
            narrow.geluBackward(dg, u, dbias);
            return;
        }
        Span span = Span.of(u.cols());
        VectorGelu gelu = new VectorGelu(span, u.bytes(), dg.bytes());
        for (int row = 0; row < u.rows(); row++) {
            gelu.backward(row * u.cols());
            VectorRowwise.addRow(span, dg.bytes(), row * u.cols(), dbias.bytes(), 0);
        }
    }

    @Override
    public void biasSwiglu(Tensor u, Tensor bias, Tensor h) {
        if (Span.tooNarrow(h.cols())) {
            narrow.biasSwiglu(u, bias, h);
            return;
        }
        VectorSwiglu swiglu = new VectorSwiglu(Span.of(h.cols()), u.bytes(), h.bytes(), u.bytes());
        for (int row = 0; row < h.rows(); row++) {
            swiglu.forward(bias.bytes(), row);
        }
    }

    @Override
    public void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias) {
        if (Span.tooNarrow(dh.cols())) {
            narrow.swigluBackward(dh, u, du, dbias);
            return;
        }
        Span whole = Span.of(u.cols());
        VectorSwiglu swiglu = new VectorSwiglu(Span.of(dh.cols()), u.bytes(), dh.bytes(), du.bytes());
        for (int row = 0; row < dh.rows(); row++) {
            swiglu.backward(row);
            VectorRowwise.addRow(whole, du.bytes(), row * u.cols(), dbias.bytes(), 0);
        }
    }

    @Override
    public void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out) {
        if (Span.tooNarrow(x.cols())) {
            narrow.residual(x, y, bias, gamma, scale, out);
            return;
        }
        VectorResidual branch = new VectorResidual(Span.of(x.cols()), all((float) scale), y.bytes(), gamma.bytes());
        for (int row = 0; row < x.rows(); row++) {
            branch.forward(x.bytes(), bias.bytes(), out.bytes(), row * x.cols());
        }
    }

    @Override
    public void residualBackward(
            Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias) {
        if (Span.tooNarrow(y.cols())) {
            narrow.residualBackward(dout, y, gamma, scale, dy, dgamma, dbias);
            return;
        }
        VectorResidual branch = new VectorResidual(Span.of(y.cols()), all((float) scale), y.bytes(), gamma.bytes());
        for (int row = 0; row < y.rows(); row++) {
            branch.backward(dout.bytes(), dy.bytes(), dgamma.bytes(), dbias.bytes(), row * y.cols());
        }
    }
}
