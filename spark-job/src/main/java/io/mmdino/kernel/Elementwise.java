package io.mmdino.kernel;

/**
 * Operations that treat every element alike. All tensors of one call have the same shape [R, D]. {@link Kernels} states
 * the rules for outputs, gradients and errors.
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

    /** {@code y = momentum * y + (1 - momentum) * x}: the teacher's exponential moving average of the student. */
    void lerp(Tensor y, Tensor x, double momentum);

    /** @return the sum of {@code x * x} over all elements; long tensors are summed in blocks, and the blocks in float64 */
    double sumOfSquares(Tensor x);

    /**
     * One AdamW update of p from its gradient g and its moments m and v, which are updated too.
     *
     * <p>Source: Loshchilov, Hutter, arXiv:1711.05101, algorithm 2, in the order of PyTorch's AdamW.
     */
    void adamw(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step);

    /**
     * The numbers of one AdamW step: {@code p *= 1 - lr * weightDecay}, then {@code p -= lr/bias1 * m / (sqrt(v/bias2)
     * + epsilon)} with the updated moments.
     *
     * @param lr learning rate of this step
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param bias1 {@code 1 - beta1^t} for step t, counted from 1
     * @param bias2 {@code 1 - beta2^t}
     * @param gradientScale factor on g before anything else, which clips the norm of the gradient
     */
    record AdamStep(
            double lr,
            double weightDecay,
            double beta1,
            double beta2,
            double epsilon,
            double bias1,
            double bias2,
            double gradientScale) {}
}
