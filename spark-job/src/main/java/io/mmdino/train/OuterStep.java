package io.mmdino.train;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;

/**
 * A step with Nesterov's momentum along the average movement of the workers in one round:
 * {@code d = a - w; v <- m v + d; w <- a - l (d + m v)}.
 *
 * <p>Letters: a = weights after the last round (anchor), w = average of the workers' weights, v = velocity, l = learning rate, m =
 * momentum.
 *
 * <p>Source: DiLoCo, arXiv 2311.08105, algorithm 1, with Nesterov's momentum in the form of torch.optim.SGD.
 */
final class OuterStep implements AutoCloseable {

    private final Learner learner;
    private final double learningRate;
    private final double momentum;
    private final ParameterVector anchor;
    private final ParameterVector velocity;

    OuterStep(Learner learner, double learningRate, double momentum) {
        this.learner = learner;
        this.learningRate = learningRate;
        this.momentum = momentum;
        anchor = learner.vector();
        velocity = learner.vector();
    }

    /** Velocity v; zero at the start of a run, part of its checkpoints. */
    ParameterVector velocity() {
        return velocity;
    }

    /** Copies the student's weights to the anchor a. */
    void setAnchor() {
        Kernels kernels = learner.kernels();
        learner.forEachPart(
                (from, count) -> kernels.copy(learner.student().range(from, count), anchor.range(from, count)));
    }

    /** Applies the step to the student, which holds the average w. Sets the anchor to the result. */
    void step() {
        Kernels kernels = learner.kernels();
        learner.forEachPart((from, count) -> {
            Tensor weights = learner.student().range(from, count);
            Tensor before = anchor.range(from, count);
            Tensor speed = velocity.range(from, count);
            kernels.scale(momentum, speed);
            kernels.axpy(1, before, speed);
            kernels.axpy(-1, weights, speed);
            kernels.lerp(weights, before, learningRate); // a - l d = l w + (1 - l) a
            kernels.axpy(-learningRate * momentum, speed, weights);
            kernels.copy(weights, before);
        });
    }

    @Override
    public void close() {
        anchor.close();
        velocity.close();
    }
}
