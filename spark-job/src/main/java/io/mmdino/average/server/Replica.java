package io.mmdino.average.server;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.ThresholdCode;

/**
 * The weights that all workers agree on: those of the last settling, and the sum of all codes that have arrived since. One sum,
 * however many codes. Steps are powers of two, so the sum is exact while its largest element is below 2^24 smallest steps, and
 * after a settling replicas have the same bits. Any thread.
 *
 * <p>Letters: W = workers.
 */
final class Replica implements AutoCloseable {

    private final Kernels kernels;
    private final double share;
    private final ParameterVector base;
    private final ParameterVector sum;
    private boolean closed;

    /** @param start copied */
    Replica(Kernels kernels, int workers, ParameterVector start) {
        this.kernels = kernels;
        this.share = 1.0 / workers;
        this.base = new ParameterVector(start.layout(), Tensor.Type.FLOAT32);
        this.sum = new ParameterVector(start.layout(), Tensor.Type.FLOAT32);
        CodeRange.forEach(length(), range -> kernels.copy(range.of(start), range.of(base)));
    }

    long length() {
        return base.length();
    }

    /** @throws IllegalArgumentException when the code is damaged or of another vector */
    synchronized void add(long start, int[] code) {
        CodeRange range = CodeRange.at(start, length());
        ThresholdCode.check(code, range.count());
        if (!closed) {
            ThresholdCode.addTo(code, range.of(sum));
        }
    }

    /** Overwrites a vector with the weights as they are: base + sum / W. */
    synchronized void copyTo(ParameterVector weights) {
        CodeRange.forEach(length(), range -> {
            Tensor part = range.of(weights);
            kernels.copy(range.of(base), part);
            kernels.axpy(share, range.of(sum), part);
        });
    }

    /** Moves the base to the weights as they are, once all has arrived. */
    synchronized void settle() {
        CodeRange.forEach(length(), range -> {
            kernels.axpy(share, range.of(sum), range.of(base));
            kernels.fill(range.of(sum), 0);
        });
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            base.close();
            sum.close();
        }
    }
}
