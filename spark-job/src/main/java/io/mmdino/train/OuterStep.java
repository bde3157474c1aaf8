package io.mmdino.train;

import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterVector;

/**
 * A step of Nesterov's momentum along what the workers moved on average in one round. With a = the weights after the last
 * round, w = their average now, l = learning rate, m = momentum: {@code d = a - w; v <- m v + d; w <- a - l (d + m v)}.
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

    /** v: zero at the start of a run, part of its checkpoints. */
    ParameterVector velocity() {
        return velocity;
    }

    /** Takes the student's weights as those after the last round. */
    void begin() {
        Kernels kernels = learner.kernels();
        learner.forEachParameter(p -> kernels.copy(learner.student().of(p), anchor.of(p)));
    }

    /** Called with the average in the student. */
    void step() {
        Kernels kernels = learner.kernels();
        learner.forEachParameter(p -> {
            var weights = learner.student().of(p);
            var before = anchor.of(p);
            var speed = velocity.of(p);
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
