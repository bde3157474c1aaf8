package io.mmdino.average.server;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.ThresholdCode;

/**
 * Movement of a worker's weights that has not been sent yet (error feedback): codes subtract from it, and elements below the
 * threshold stay until they have grown. Not thread-safe.
 *
 * <p>Source: Seide et al., "1-bit stochastic gradient descent", Interspeech 2014; Strom, Interspeech 2015.
 */
final class ThresholdResidual implements AutoCloseable {

    private final Kernels kernels;
    private final ParameterVector rest;
    private AdaptiveThreshold threshold;

    ThresholdResidual(Kernels kernels, ParameterLayout layout, AdaptiveThreshold threshold) {
        this.kernels = kernels;
        this.rest = new ParameterVector(layout, Tensor.Type.FLOAT32);
        this.threshold = threshold;
    }

    AdaptiveThreshold threshold() {
        return threshold;
    }

    /**
     * Adds a movement and passes the codes of all elements at or above the threshold to {@code use}.
     *
     * @return number of elements in the codes
     */
    long add(ParameterVector difference, CodeUse use) {
        long[] sent = {0};
        double[] left = {0};
        CodeRange.forEach(rest.length(), range -> {
            Tensor part = range.of(rest);
            kernels.axpy(1, range.of(difference), part);
            int[] code = ThresholdCode.encode(part, threshold.value(), CodeRange.MOST);
            if (code.length > 0) {
                sent[0] += ThresholdCode.count(code);
                left[0] += ThresholdCode.left(code, part);
                use.code(range, code);
            }
        });
        threshold = threshold.after(sent[0], rest.length(), left[0] / Math.max(1, sent[0]));
        return sent[0];
    }

    /** Called with a code of a range. */
    @FunctionalInterface
    interface CodeUse {
        void code(CodeRange range, int[] code);
    }

    @Override
    public void close() {
        rest.close();
    }
}
