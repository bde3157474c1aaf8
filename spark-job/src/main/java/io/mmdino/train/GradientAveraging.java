package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.ssl.BatchReducer;
import java.util.List;

/**
 * Averages the gradients of every step, weighted by numbers of studies, and sums batch statistics within the step. W workers then
 * train as one worker with the joined batch would, up to the rounding of sums: centres, Sinkhorn-Knopp and KoLeo see the joined batch,
 * and nothing is drawn by rank.
 */
record GradientAveraging(Averager averager) implements Averaging {

    @Override
    public BatchReducer statistics() {
        return averager.workers() == 1 ? BatchReducer.single() : new Joined(averager);
    }

    /** Joins statistics through the averager, on the host. */
    private record Joined(Averager averager) implements BatchReducer {

        @Override
        public void sum(Kernels kernels, Tensor values) {
            BatchReducer.replace(kernels, values, averager.sum(kernels.toDoubles(values)));
        }

        @Override
        public List<double[]> gather(double[] mine) {
            return averager.gather(mine);
        }

        @Override
        public int rank() {
            return averager.rank();
        }

        @Override
        public int workers() {
            return averager.workers();
        }
    }

    @Override
    public void gradients(Learner learner, int images) {
        if (averager.workers() > 1) {
            double weight = images / averager.sum(new double[] {images})[0];
            learner.scale(learner.gradients(), weight);
            averager.sum(learner.gradients());
        }
    }

    @Override
    public boolean stepped(Learner learner, long done, int images) {
        return true;
    }
}
