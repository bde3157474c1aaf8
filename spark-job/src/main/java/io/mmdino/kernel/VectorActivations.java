package io.mmdino.kernel;

/** GELU, SwiGLU and the residual branch on the Vector API, row by row. */
final class VectorActivations implements Arithmetic.Activations {

    private final Arithmetic.Activations narrow = new ScalarActivations();

    @Override
    public void biasGelu(Tensor u, Tensor bias, Tensor g) {
        if (Span.tooNarrow(u.cols())) {
            narrow.biasGelu(u, bias, g);
            return;
        }
        VectorGelu gelu = new VectorGelu(Span.of(u.cols()), u.bytes(), bias.bytes(), g.bytes());
        for (int row = 0; row < u.rows(); row++) {
            gelu.forwardRow(row * u.cols());
        }
    }

    @Override
    public void geluBackward(Tensor dg, Tensor u, Tensor dbias) {
        if (Span.tooNarrow(u.cols())) {
            narrow.geluBackward(dg, u, dbias);
            return;
        }
        VectorGelu gelu = new VectorGelu(Span.of(u.cols()), u.bytes(), dbias.bytes(), dg.bytes());
        for (int row = 0; row < u.rows(); row++) {
            gelu.backwardRow(row * u.cols());
        }
    }

    @Override
    public void biasSwiglu(Tensor u, Tensor bias, Tensor h) {
        if (Span.tooNarrow(h.cols())) {
            narrow.biasSwiglu(u, bias, h);
            return;
        }
        VectorSwiglu swiglu =
                new VectorSwiglu(Span.of(h.cols()), h.cols(), u.bytes(), h.bytes(), u.bytes(), bias.bytes());
        for (int row = 0; row < h.rows(); row++) {
            swiglu.forwardRow(row);
        }
    }

    @Override
    public void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias) {
        if (Span.tooNarrow(dh.cols())) {
            narrow.swigluBackward(dh, u, du, dbias);
            return;
        }
        VectorSwiglu swiglu =
                new VectorSwiglu(Span.of(dh.cols()), dh.cols(), u.bytes(), dh.bytes(), du.bytes(), dbias.bytes());
        for (int row = 0; row < dh.rows(); row++) {
            swiglu.backwardRow(row);
        }
    }

    @Override
    public void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out) {
        if (Span.tooNarrow(x.cols())) {
            narrow.residual(x, y, bias, gamma, scale, out);
            return;
        }
        VectorResidual add = new VectorResidual(
                Span.of(x.cols()), x.bytes(), y.bytes(), bias.bytes(), gamma.bytes(), (float) scale, out.bytes());
        for (int row = 0; row < x.rows(); row++) {
            add.row(row * x.cols());
        }
    }

    @Override
    public void residualBackward(
            Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias) {
        if (Span.tooNarrow(y.cols())) {
            narrow.residualBackward(dout, y, gamma, scale, dy, dgamma, dbias);
            return;
        }
        VectorResidualBackward back = new VectorResidualBackward(
                Span.of(y.cols()),
                dout.bytes(),
                y.bytes(),
                gamma.bytes(),
                (float) scale,
                dy.bytes(),
                dgamma.bytes(),
                dbias.bytes());
        for (int row = 0; row < y.rows(); row++) {
            back.row(row * y.cols());
        }
    }
}
