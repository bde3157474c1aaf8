package io.mmdino.kernel;

/**
 * Kernels that check types and shapes with {@link Shapes} and then pass the call on to a backend's class for the theme,
 * which may rely on them.
 */
final class CheckedKernels extends CheckedProducts implements Kernels {

    private final String name;
    private final Memory.Source memory;
    private final Precision precision;
    private final int chunkTokens;
    private final Elementwise elementwise;
    private final Rowwise rowwise;
    private final Norms norms;
    private final Activations activations;
    private final Softmax softmax;
    private final Statistics statistics;
    private final Tokens tokens;

    CheckedKernels(
            String name,
            Memory.Source memory,
            Tensor.Type type,
            Precision precision,
            int chunkTokens,
            Products products,
            Elementwise elementwise,
            Rowwise rowwise,
            Norms norms,
            Activations activations,
            Softmax softmax,
            Statistics statistics,
            Tokens tokens) {
        super(new Shapes(type), products);
        this.name = name;
        this.memory = memory;
        this.precision = precision;
        this.chunkTokens = chunkTokens;
        this.elementwise = elementwise;
        this.rowwise = rowwise;
        this.norms = norms;
        this.activations = activations;
        this.softmax = softmax;
        this.statistics = statistics;
        this.tokens = tokens;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Tensor.Type type() {
        return shapes.type();
    }

    @Override
    public Tensor allocate(Tensor.Type elements, long length) {
        return Tensor.root(memory.allocate(elements, length), elements);
    }

    @Override
    public int chunkTokens() {
        return chunkTokens;
    }

    @Override
    public Tensor hostTensor(Tensor.Type elements, int length) {
        return memory.host(elements, length);
    }

    @Override
    public void send(Tensor host, Tensor target) {
        if (host.type() != target.type() || host.length() != target.length()) {
            throw new IllegalArgumentException(
                    "cannot send " + host.type() + " " + host + " to " + target.type() + " " + target);
        }
        memory.send(host.bytes().duplicate(), target);
    }

    @Override
    public void awaitSent() {
        memory.awaitSent();
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public void fill(Tensor y, double value) {
        shapes.any("y", y);
        elementwise.fill(y, value);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        shapes.same("source", source, "target", target);
        elementwise.copy(source, target);
    }

    @Override
    public void axpy(double a, Tensor x, Tensor y) {
        shapes.same("x", x, "y", y);
        elementwise.axpy(a, x, y);
    }

    @Override
    public void scale(double a, Tensor y) {
        shapes.any("y", y);
        elementwise.scale(a, y);
    }

    @Override
    public void lerp(Tensor y, Tensor x, double momentum) {
        shapes.same("x", x, "y", y);
        elementwise.lerp(y, x, momentum);
    }

    @Override
    public void sumsOfSquares(Tensor x, Segments part, Tensor sums) {
        shapes.range("x", x, part);
        shapes.squares("sums", sums, part);
        elementwise.sumsOfSquares(x, part, sums);
    }

    @Override
    public void adamw(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            Segments part,
            AdamRule rule,
            AdamStep step,
            Tensor squares,
            Tensor figures) {
        shapes.adamw(p, g, m, v, part, step, squares);
        shapes.figures(figures);
        elementwise.adamw(p, g, m, v, part, rule, step, squares, figures);
    }

    @Override
    public void follow(Tensor y, Tensor x, double momentum, Tensor squares, Tensor figures) {
        shapes.same("x", x, "y", y);
        shapes.figures(squares);
        shapes.figures(figures);
        elementwise.follow(y, x, momentum, squares, figures);
    }

    @Override
    public void fillRows(Tensor y, Tensor row) {
        shapes.any("y", y);
        shapes.row("row", row, y);
        rowwise.fillRows(y, row);
    }

    @Override
    public void columnSum(Tensor x, Tensor sum) {
        shapes.any("x", x);
        shapes.row("sum", sum, x);
        rowwise.columnSum(x, sum);
    }

    @Override
    public void gatherRows(Tensor x, Tensor rows, Tensor y) {
        shapes.indexed(x, rows, y);
        rowwise.gatherRows(x, rows, y);
    }

    @Override
    public void scatterRows(Tensor x, Tensor rows, Tensor y) {
        shapes.indexed(y, rows, x);
        rowwise.scatterRows(x, rows, y);
    }

    @Override
    public void scatterAddRows(Tensor x, Tensor rows, Tensor y) {
        shapes.indexed(y, rows, x);
        rowwise.scatterAddRows(x, rows, y);
    }

    @Override
    public void layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor stats) {
        shapes.layerNorm(x, gamma, beta, y, stats);
        norms.layerNorm(x, gamma, beta, epsilon, y, stats);
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor gamma, Tensor stats, Tensor dx, Tensor dgamma, Tensor dbeta) {
        shapes.layerNormBackward(dy, x, gamma, stats, dx, dgamma, dbeta);
        norms.layerNormBackward(dy, x, gamma, stats, dx, dgamma, dbeta);
    }

    @Override
    public void biasGelu(Tensor u, Tensor bias, Tensor g) {
        shapes.activation(u, bias, g, 1);
        activations.biasGelu(u, bias, g);
    }

    @Override
    public void geluBackward(Tensor dg, Tensor u, Tensor dbias) {
        shapes.activation(u, dbias, dg, 1);
        activations.geluBackward(dg, u, dbias);
    }

    @Override
    public void biasSwiglu(Tensor u, Tensor bias, Tensor h) {
        shapes.activation(u, bias, h, 2);
        activations.biasSwiglu(u, bias, h);
    }

    @Override
    public void swigluBackward(Tensor dh, Tensor u, Tensor du, Tensor dbias) {
        shapes.activation(u, dbias, dh, 2);
        shapes.same("u", u, "du", du);
        activations.swigluBackward(dh, u, du, dbias);
    }

    @Override
    public void residual(Tensor x, Tensor y, Tensor bias, Tensor gamma, double scale, Tensor out) {
        shapes.residual(x, y, bias, gamma, out);
        activations.residual(x, y, bias, gamma, scale, out);
    }

    @Override
    public void residualBackward(
            Tensor dout, Tensor y, Tensor gamma, double scale, Tensor dy, Tensor dgamma, Tensor dbias) {
        shapes.residual(dout, y, dbias, gamma, dy);
        shapes.row("dgamma", dgamma, y);
        activations.residualBackward(dout, y, gamma, scale, dy, dgamma, dbias);
    }

    @Override
    public void patches(Tensor images, int side, int patch, Tensor out) {
        shapes.patches(images, side, patch, out);
        tokens.patches(images, side, patch, out);
    }

    @Override
    public void sumChannels(Tensor w, int channels, Tensor sum) {
        shapes.channels(w, channels, sum);
        tokens.sumChannels(w, channels, sum);
    }

    @Override
    public void spreadChannels(Tensor dsum, int channels, Tensor dw) {
        shapes.channels(dw, channels, dsum);
        tokens.spreadChannels(dsum, channels, dw);
    }

    @Override
    public void embedTokens(
            Tensor patches,
            Tensor mask,
            Tensor maskToken,
            Tensor cls,
            Tensor registers,
            Tensor pos,
            Tensor sequence,
            Tensor out) {
        shapes.embedTokens(patches, mask, maskToken, cls, registers, pos, sequence, out);
        tokens.embedTokens(patches, mask, maskToken, cls, registers, pos, sequence, out);
    }

    @Override
    public void embedTokensBackward(
            Tensor dout,
            Tensor mask,
            Tensor dpatches,
            Tensor dmaskToken,
            Tensor dcls,
            Tensor dregisters,
            Tensor dpos,
            Tensor dsequence) {
        shapes.embedTokens(dpatches, mask, dmaskToken, dcls, dregisters, dpos, dsequence, dout);
        tokens.embedTokensBackward(dout, mask, dpatches, dmaskToken, dcls, dregisters, dpos, dsequence);
    }

    @Override
    public void l2Normalize(Tensor x, double epsilon, Tensor y, Tensor norms) {
        shapes.norms(x, y, norms);
        this.norms.l2Normalize(x, epsilon, y, norms);
    }

    @Override
    public void l2NormalizeBackward(Tensor dy, Tensor y, Tensor norms, Tensor dx) {
        shapes.norms(dy, y, norms);
        shapes.same("y", y, "dx", dx);
        this.norms.l2NormalizeBackward(dy, y, norms, dx);
    }

    @Override
    public void weightNorm(Tensor v, Tensor g, Tensor w) {
        shapes.norms(v, w, g);
        norms.weightNorm(v, g, w);
    }

    @Override
    public void weightNormBackward(Tensor dw, Tensor v, Tensor g, Tensor dv, Tensor dg) {
        shapes.norms(v, dw, g);
        shapes.norms(v, dv, dg);
        norms.weightNormBackward(dw, v, g, dv, dg);
    }

    @Override
    public void centredSoftmax(Tensor z, Tensor centre, Tensor temperature, Tensor out) {
        shapes.centredSoftmax(z, centre, out);
        shapes.number("temperature", temperature);
        softmax.centredSoftmax(z, centre, temperature, out);
    }

    @Override
    public void crossEntropy(
            Tensor z, Tensor targets, Tensor targetRow, Tensor weight, double temperature, Tensor dz, Tensor loss) {
        shapes.crossEntropy(z, targets, targetRow, weight, dz, loss);
        softmax.crossEntropy(z, targets, targetRow, weight, temperature, dz, loss);
    }

    @Override
    public void columnSums(Tensor z, Tensor sums) {
        shapes.columnSums(z, sums);
        statistics.columnSums(z, sums);
    }

    @Override
    public void moveCentre(Tensor sums, double momentum, Tensor centre) {
        shapes.moveCentre(sums, centre);
        statistics.moveCentre(sums, momentum, centre);
    }

    @Override
    public void sinkhornStart(Tensor z, Tensor temperature, Tensor q) {
        shapes.sinkhorn(z, q);
        shapes.number("temperature", temperature);
        statistics.sinkhornStart(z, temperature, q);
    }

    @Override
    public void sinkhornRound(Tensor q, Tensor sums) {
        shapes.sinkhornRound(q, sums);
        statistics.sinkhornRound(q, sums);
    }

    @Override
    public void sinkhornTargets(Tensor q, Tensor sums, Tensor targets) {
        shapes.sinkhorn(targets, q);
        shapes.sinkhornRound(q, sums);
        statistics.sinkhornTargets(q, sums, targets);
    }

    @Override
    public void koleo(Tensor x, int groups, double weight, Tensor dx, Tensor loss) {
        shapes.koleo(x, groups, dx, loss);
        statistics.koleo(x, groups, weight, dx, loss);
    }

    @Override
    public void meanEntropy(Tensor p, Tensor entropy) {
        shapes.figureOf(p, entropy);
        statistics.meanEntropy(p, entropy);
    }

    @Override
    public void meanVariance(Tensor x, Tensor variance) {
        shapes.figureOf(x, variance);
        statistics.meanVariance(x, variance);
    }

    @Override
    public void correct(Tensor z, Tensor label, Tensor weight, Tensor count) {
        shapes.correct(z, label, weight, count);
        statistics.correct(z, label, weight, count);
    }
}
