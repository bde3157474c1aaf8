package io.mmdino.kernel;

import java.util.List;

/**
 * Operations that treat every element alike, and those of the optimiser on flat vectors. All tensors of one call have the
 * same shape [R, D] unless stated otherwise. {@link Kernels} states the rules for outputs, gradients and errors.
 */
public interface Elementwise {

    /** Sets every element of y to {@code value}. */
    void fill(Tensor y, double value);

    /** {@code target = source}. */
    void copy(Tensor source, Tensor target);

    /** {@code y += a * x}. */
    void axpy(double a, Tensor x, Tensor y);

    /** {@code y *= a}. */
    void scale(double a, Tensor y);

    /** {@code y = momentum * y + (1 - momentum) * x}. */
    void lerp(Tensor y, Tensor x, double momentum);

    /**
     * Sets the element of each segment of the part to the sum of {@code x * x} over the segment. Long segments are summed in
     * blocks, and the blocks in float64. Elements of other parts stay as they are, so parts may be computed at the same time.
     *
     * @param x the part's range of the vector, [1, n]
     * @param sums one element for each segment of the table, [1, P], float64
     */
    void sumsOfSquares(Tensor x, Segments part, Tensor sums);

    /**
     * One AdamW update of p from its gradient g and its moments m and v, which are updated too. The gradients of each group
     * are clipped by their common norm. Nothing changes when a sum of squares, or their total, or a figure is NaN or
     * infinite, so that a step that diverged spoils no weight before the host reads its figures.
     *
     * <p>Source: Loshchilov, Hutter, arXiv:1711.05101, algorithm 2, in the order of PyTorch's AdamW.
     *
     * @param p the part's range of the vector, [1, n]; g, m and v alike
     * @param squares of {@link #sumsOfSquares} for g and all parts of the table, [1, P], float64
     * @param figures losses and other figures of the step, float64
     */
    void adamw(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            Segments part,
            AdamRule rule,
            AdamStep step,
            Tensor squares,
            Tensor figures);

    /**
     * {@code y = momentum * y + (1 - momentum) * x}: the teacher's exponential moving average of the student. Nothing changes
     * when a sum of squares, or their total, or a figure is NaN or infinite, as in {@link #adamw}.
     *
     * @param squares of {@link #sumsOfSquares}, [1, P], float64
     * @param figures losses and other figures of the step, float64
     */
    void follow(Tensor y, Tensor x, double momentum, Tensor squares, Tensor figures);

    /**
     * What is constant during a run in {@link #adamw}.
     *
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the denominator
     * @param clipNorm largest norm of a group's gradient; 0 clips nothing
     */
    record AdamRule(double beta1, double beta2, double epsilon, double clipNorm) {}

    /**
     * What varies from step to step in {@link #adamw}.
     *
     * @param lr learning rate, before the factors of segments
     * @param lastLayerLr learning rate of segments of the heads' last layer, before their factors
     * @param weightDecay before the factors of segments
     * @param counts number of this step for each group, counted from 1, which bias correction needs; 0 for a group that stays
     *     as it is
     */
    record AdamStep(double lr, double lastLayerLr, double weightDecay, List<Long> counts) {

        public AdamStep {
            counts = List.copyOf(counts);
        }
    }
}
