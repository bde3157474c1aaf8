package io.mmdino.kernel;

/** Kernels that look at every shape first and then hand the work to an {@link Arithmetic}. */
abstract class CheckedKernels implements Kernels {

    private final String name;
    private final Shapes shapes;
    private final Arithmetic by;

    CheckedKernels(String name, Tensor.Type type, Arithmetic by) {
        this.name = name;
        this.shapes = new Shapes(type);
        this.by = by;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Tensor.Type type() {
        return shapes.type();
    }

    @Override
    public final void gemm(
            boolean transposeA, boolean transposeB, double alpha, Tensor a, Tensor b, double beta, Tensor c) {
        shapes.gemm(transposeA, transposeB, a, b, c);
        by.products().gemm(transposeA, transposeB, alpha, a, b, beta, c);
    }

    @Override
    public final void fill(Tensor y, double value) {
        shapes.any("y", y);
        by.flat().fill(y, value);
    }

    @Override
    public final void copy(Tensor source, Tensor target) {
        shapes.same("source", source, "target", target);
        by.flat().copy(source, target);
    }

    @Override
    public final void axpy(double a, Tensor x, Tensor y) {
        shapes.same("x", x, "y", y);
        by.flat().axpy(a, x, y);
    }

    @Override
    public final void scale(double a, Tensor y) {
        shapes.any("y", y);
        by.flat().scale(a, y);
    }

    @Override
    public final void lerp(Tensor y, Tensor x, double momentum) {
        shapes.same("x", x, "y", y);
        by.flat().lerp(y, x, momentum);
    }

    @Override
    public final double sumOfSquares(Tensor x) {
        shapes.any("x", x);
        return by.flat().sumOfSquares(x);
    }

    @Override
    public final void fillRows(Tensor y, Tensor row) {
        shapes.any("y", y);
        shapes.row("row", row, y);
        by.rowwise().fillRows(y, row);
    }

    @Override
    public final void columnSum(Tensor x, Tensor sum) {
        shapes.any("x", x);
        shapes.row("sum", sum, x);
        by.rowwise().columnSum(x, sum);
    }

    @Override
    public final void gatherRows(Tensor x, int[] rows, Tensor y) {
        shapes.indexed(x, rows, y);
        by.rowwise().gatherRows(x, rows, y);
    }

    @Override
    public final void scatterRows(Tensor x, int[] rows, Tensor y) {
        shapes.indexed(y, rows, x);
        by.rowwise().scatterRows(x, rows, y);
    }

    @Override
    public final void scatterAddRows(Tensor x, int[] rows, Tensor y) {
        shapes.indexed(y, rows, x);
        by.rowwise().scatterAddRows(x, rows, y);
    }

    @Override
    public final void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats) {
        shapes.layerNorm(x, gamma, beta, y, stats);
        by.norms().layerNorm(x, gamma, beta, epsilon, y, stats);
    }

    @Override
    public final void layerNormBackward(
            Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta) {
        shapes.layerNormBackward(dy, x, gamma, stats, dx, dgamma, dbeta);
        by.norms().layerNormBackward(dy, x, gamma, stats, dx, dgamma, dbeta);
    }

    @Override
    public final void attention(Tensor qkv, int tokens, int heads, Tensor probabilities, Tensor out) {
        shapes.attention(qkv, tokens, heads, probabilities, out);
        by.products().attention(qkv, tokens, heads, probabilities, out);
    }

    @Override
    public final void attentionBackward(
            Tensor dout, Tensor qkv, Tensor probabilities, int tokens, int heads, Tensor scratch, Tensor dqkv) {
        shapes.attentionBackward(dout, qkv, probabilities, tokens, heads, scratch, dqkv);
        by.products().attentionBackward(dout, qkv, probabilities, tokens, heads, scratch, dqkv);
    }

    @Override
    public final void biasGelu(Tensor u, Tensor bias, Tensor g) {
        shapes.activation(u, bias, g, 1);
        by.activations().biasGelu(u, bias, g);
    }

    @Override
    public final void geluBackward(Tensor dg, Tensor u, Tensor dbias) {
        shapes.activation(u, dbias, dg, 1);
        by.activations().geluBackward(dg, u, dbias);
    }

    @Override
    public final void biasSwiglu(Tensor u, Tensor bias, Tensor h) {
        shapes.activation(u, bias, h, 2);
        by.activations().biasSwiglu(u, bias, h);
    }

    @Override
    public final void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias) {
        shapes.activation(u, dbias, dh, 2);
        shapes.same("u", u, "du", du);
        by.activations().swigluBackward(dh, u, du, dbias);
    }

    @Override
    public final void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out) {
        shapes.residual(x, y, bias, gamma, out);
        by.activations().residual(x, y, bias, gamma, scale, out);
    }

    @Override
    public final void residualBackward(
            Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias) {
        shapes.residual(dout, y, dbias, gamma, dy);
        shapes.row("dgamma", dgamma, y);
        by.activations().residualBackward(dout, y, gamma, scale, dy, dgamma, dbias);
    }

    @Override
    public final void patches(Tensor images, int side, int patch, Tensor out) {
        shapes.patches(images, side, patch, out);
        by.tokens().patches(images, side, patch, out);
    }

    @Override
    public final void sumChannels(Tensor w, int channels, Tensor sum) {
        shapes.channels(w, channels, sum);
        by.tokens().sumChannels(w, channels, sum);
    }

    @Override
    public final void spreadChannels(Tensor dsum, int channels, Tensor dw) {
        shapes.channels(dw, channels, dsum);
        by.tokens().spreadChannels(dsum, channels, dw);
    }

    @Override
    public final void embedTokens(
            Tensor patches,
            boolean[] mask,
            Tensor maskToken,
            Tensor cls,
            Tensor registers,
            Tensor pos,
            Tensor sequence,
            Tensor out) {
        TokenGrid grid = shapes.embedTokens(patches, mask, maskToken, cls, registers, pos, sequence, out);
        by.tokens().embedTokens(grid, patches, mask, maskToken, cls, registers, pos, sequence, out);
    }

    @Override
    public final void embedTokensBackward(
            Tensor dout,
            boolean[] mask,
            Tensor dpatches,
            Tensor dmaskToken,
            Tensor dcls,
            Tensor dregisters,
            Tensor dpos,
            Tensor dsequence) {
        TokenGrid grid = shapes.embedTokens(dpatches, mask, dmaskToken, dcls, dregisters, dpos, dsequence, dout);
        by.tokens().embedTokensBackward(grid, dout, mask, dpatches, dmaskToken, dcls, dregisters, dpos, dsequence);
    }

    @Override
    public final void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms) {
        shapes.norms(x, y, norms);
        by.norms().l2Normalize(x, epsilon, y, norms);
    }

    @Override
    public final void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx) {
        shapes.norms(dy, y, norms);
        shapes.same("y", y, "dx", dx);
        by.norms().l2NormalizeBackward(dy, y, norms, dx);
    }

    @Override
    public final void weightNorm(Tensor v, Tensor g, Tensor w) {
        shapes.norms(v, w, g);
        by.norms().weightNorm(v, g, w);
    }

    @Override
    public final void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg) {
        shapes.norms(v, dw, g);
        shapes.norms(v, dv, dg);
        by.norms().weightNormBackward(dw, v, g, dv, dg);
    }

    @Override
    public final void centredSoftmax(Tensor z, Tensor centre, double temperature, Tensor out) {
        shapes.centredSoftmax(z, centre, out);
        by.softmax().centredSoftmax(z, centre, temperature, out);
    }

    @Override
    public final double crossEntropy(
            Tensor z, Tensor targets, int[] targetRow, double[] weight, double temperature, Tensor dz) {
        shapes.crossEntropy(z, targets, targetRow, weight, dz);
        return by.softmax().crossEntropy(z, targets, targetRow, weight, temperature, dz);
    }

    @Override
    public final void adamw(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) {
        shapes.adamw(p, g, m, v);
        by.flat().adamw(p, g, m, v, step);
    }
}
