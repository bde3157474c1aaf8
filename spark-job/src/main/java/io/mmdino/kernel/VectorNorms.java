package io.mmdino.kernel;

/** LayerNorm, L2 and weight normalisation on the Vector API, row by row. */
final class VectorNorms implements Arithmetic.Norms {

    private final Arithmetic.Norms narrow = new ScalarNorms();

    @Override
    public void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats) {
        if (Span.tooNarrow(x.cols())) {
            narrow.layerNorm(x, gamma, beta, epsilon, y, stats);
            return;
        }
        VectorLayerNorm norm = new VectorLayerNorm(
                Span.of(x.cols()), x.bytes(), gamma.bytes(), beta.bytes(), y.bytes(), stats.bytes());
        for (int row = 0; row < x.rows(); row++) {
            norm.row(row, epsilon);
        }
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta) {
        if (Span.tooNarrow(x.cols())) {
            narrow.layerNormBackward(dy, x, gamma, stats, dx, dgamma, dbeta);
            return;
        }
        VectorLayerNormBackward back = new VectorLayerNormBackward(
                Span.of(x.cols()), dy.bytes(), x.bytes(), gamma.bytes(), dgamma.bytes(), dbeta.bytes());
        for (int row = 0; row < x.rows(); row++) {
            back.row(row, stats.bytes(), dx.bytes());
        }
    }

    @Override
    public void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms) {
        if (Span.tooNarrow(x.cols())) {
            narrow.l2Normalize(x, epsilon, y, norms);
            return;
        }
        VectorRow rows = new VectorRow(Span.of(x.cols()));
        for (int row = 0; row < x.rows(); row++) {
            int i = row * x.cols();
            double norm = Math.max(Math.sqrt(rows.dot(x.bytes(), i, x.bytes(), i)), epsilon);
            rows.scale(x.bytes(), i, (float) (1 / norm), y.bytes());
            norms.set(row, norm);
        }
    }

    @Override
    public void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx) {
        if (Span.tooNarrow(y.cols())) {
            narrow.l2NormalizeBackward(dy, y, norms, dx);
            return;
        }
        VectorRow rows = new VectorRow(Span.of(y.cols()));
        for (int row = 0; row < y.rows(); row++) {
            int i = row * y.cols();
            float inverse = (float) (1 / norms.get(row));
            float along = rows.dot(dy.bytes(), i, y.bytes(), i) * inverse;
            rows.combine(inverse, dy.bytes(), -along, y.bytes(), i, dx.bytes());
        }
    }

    @Override
    public void weightNorm(Tensor v, Tensor g, Tensor w) {
        if (Span.tooNarrow(v.cols())) {
            narrow.weightNorm(v, g, w);
            return;
        }
        VectorRow rows = new VectorRow(Span.of(v.cols()));
        for (int row = 0; row < v.rows(); row++) {
            int i = row * v.cols();
            double norm = Math.sqrt(rows.dot(v.bytes(), i, v.bytes(), i));
            rows.scale(v.bytes(), i, (float) (g.get(row) / norm), w.bytes());
        }
    }

    @Override
    public void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg) {
        if (Span.tooNarrow(v.cols())) {
            narrow.weightNormBackward(dw, v, g, dv, dg);
            return;
        }
        VectorRow rows = new VectorRow(Span.of(v.cols()));
        for (int row = 0; row < v.rows(); row++) {
            int i = row * v.cols();
            double norm = Math.sqrt(rows.dot(v.bytes(), i, v.bytes(), i));
            double along = rows.dot(dw.bytes(), i, v.bytes(), i) / norm;
            double factor = g.get(row) / norm;
            rows.add((float) factor, dw.bytes(), (float) (-factor * along / norm), v.bytes(), i, dv.bytes());
            dg.set(row, dg.get(row) + along);
        }
    }
}
