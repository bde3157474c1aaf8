package io.mmdino.average.server;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.ThresholdCode;

/**
 * One worker's copy of the shared weights: those of the last synchronisation plus the sum of all codes that have arrived since. Steps are
 * powers of two, so the sum is exact while its largest element is below 2^24 smallest steps, and after a synchronisation all replicas have
 * the same bits. Thread-safe.
 *
 * <p>Letters: W = workers.
 */
final class Replica implements AutoCloseable {

    private final Kernels kernels;
    private final double weight;
    private final ParameterVector base;
    private final ParameterVector sum;
    private boolean closed;

    /** @param start x0; copied */
    Replica(Kernels kernels, int workers, ParameterVector start) {
        this.kernels = kernels;
        this.weight = 1.0 / workers;
        this.base = new ParameterVector(start.layout(), Tensor.Type.FLOAT32);
        this.sum = new ParameterVector(start.layout(), Tensor.Type.FLOAT32);
        CodeRange.forEach(length(), range -> kernels.copy(range.of(start), range.of(base)));
    }

    long length() {
        return base.length();
    }

    /**
     * Adds a code to the sum.
     *
     * @param start first element of the code's range
     * @throws IllegalArgumentException when the code is damaged or of another vector
     */
    synchronized void add(long start, int[] code) {
        CodeRange range = CodeRange.at(start, length());
        ThresholdCode.check(code, range.count());
        if (!closed) {
            ThresholdCode.addTo(code, range.of(sum));
        }
    }

    /** Overwrites a vector with the current weights, {@code base + sum / W}. */
    synchronized void copyTo(ParameterVector weights) {
        CodeRange.forEach(length(), range -> {
            Tensor part = range.of(weights);
            kernels.copy(range.of(base), part);
            kernels.axpy(weight, range.of(sum), part);
        });
    }

    /** Sets the base to the current weights and the sum to zero; called when all updates have arrived. */
    synchronized void settle() {
        CodeRange.forEach(length(), range -> {
            kernels.axpy(weight, range.of(sum), range.of(base));
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
