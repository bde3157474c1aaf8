package io.mmdino.kernel;

import java.util.function.Consumer;

/**
 * {@link Statistics} for tensors in ND4J's memory, computed on the host: operands are copied there and results back, because
 * they are small beside a step, and ND4J has no operations for most of them.
 */
final class Nd4jStatistics implements Statistics {

    private final Statistics onHost = new ScalarStatistics();

    private static Tensor copy(Tensor source) {
        Tensor host = Tensor.host(source.type(), source.rows(), source.cols());
        host.assign(source);
        return host;
    }

    /** Lets {@code work} change a copy of the tensor on the host, and copies it back. */
    private static void change(Tensor changed, Consumer<Tensor> work) {
        Tensor host = copy(changed);
        work.accept(host);
        changed.assign(host);
    }

    @Override
    public void columnSums(Tensor z, Tensor sums) {
        change(sums, host -> onHost.columnSums(copy(z), host));
    }

    @Override
    public void moveCentre(Tensor sums, double momentum, Tensor centre) {
        change(centre, host -> onHost.moveCentre(copy(sums), momentum, host));
    }

    @Override
    public void sinkhornStart(Tensor z, Tensor temperature, Tensor q) {
        change(q, host -> onHost.sinkhornStart(copy(z), copy(temperature), host));
    }

    @Override
    public void sinkhornRound(Tensor q, Tensor sums) {
        change(q, host -> onHost.sinkhornRound(host, copy(sums)));
    }

    @Override
    public void sinkhornTargets(Tensor q, Tensor sums, Tensor targets) {
        change(targets, host -> onHost.sinkhornTargets(copy(q), copy(sums), host));
    }

    @Override
    public void koleo(Tensor x, int groups, double weight, Tensor dx, Tensor loss) {
        change(loss, figure -> change(dx, host -> onHost.koleo(copy(x), groups, weight, host, figure)));
    }

    @Override
    public void meanEntropy(Tensor p, Tensor entropy) {
        change(entropy, host -> onHost.meanEntropy(copy(p), host));
    }

    @Override
    public void meanVariance(Tensor x, Tensor variance) {
        change(variance, host -> onHost.meanVariance(copy(x), host));
    }

    @Override
    public void correct(Tensor z, Tensor label, Tensor weight, Tensor count) {
        change(count, host -> onHost.correct(copy(z), copy(label), copy(weight), host));
    }
}
