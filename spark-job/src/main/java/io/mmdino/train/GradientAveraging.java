package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.ssl.BatchReducer;

/**
 * Averages the gradients of every step, weighted by numbers of studies, and sums batch statistics within the step. W workers then
 * train as one worker with the joined batch would, except for terms that see one worker's studies only: KoLeo's neighbours, class
 * weights, and the crops that stochastic depth drops.
 */
record GradientAveraging(Averager averager) implements Averaging {

    @Override
    public BatchReducer statistics() {
        return averager.workers() == 1 ? BatchReducer.single() : BatchReducer.onHost(averager::sum);
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
