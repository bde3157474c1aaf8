package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.Centre;
import java.util.Map;
import java.util.Optional;

/**
 * Every k steps, and after the last, averages student, teacher, moments and centres, weighted by the studies that each worker
 * has seen since; in between each worker is alone. An outer step may follow.
 *
 * <p>Source: local SGD, Stich, arXiv 1805.09767.
 */
final class ParameterAveraging implements Averaging {

    private final Averager averager;
    private final int period;
    private final long iterations;
    private final AveragingSettings settings;
    private Optional<OuterStep> outer = Optional.empty();
    private long images;

    ParameterAveraging(Averager averager, AveragingSettings settings, long iterations) {
        this.averager = averager;
        this.settings = settings;
        this.period = settings.period();
        this.iterations = iterations;
    }

    @Override
    public Averager averager() {
        return averager;
    }

    @Override
    public BatchReducer statistics() {
        return BatchReducer.single();
    }

    @Override
    public void prepare(Learner learner) {
        if (settings.hasOuterStep()) {
            outer = Optional.of(new OuterStep(learner, settings.outerLearningRate(), settings.outerMomentum()));
        }
    }

    @Override
    public void started(Learner learner) {
        outer.ifPresent(OuterStep::begin);
    }

    @Override
    public boolean stepped(Learner learner, long done, int studies) {
        images += studies;
        if (done % period != 0 && done != iterations) {
            return false;
        }
        double weight = images / averager.sum(new double[] {images})[0];
        images = 0;
        for (ParameterVector vector : learner.state()) {
            learner.scale(vector, weight);
            averager.sum(vector);
        }
        for (Centre centre : learner.centres()) {
            centre.set(averager.sum(weighted(centre.value().toDoubles(), weight)));
        }
        agreed();
        return true;
    }

    /** The learner holds the average now. */
    void agreed() {
        outer.ifPresent(OuterStep::step);
    }

    static double[] weighted(double[] values, double weight) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= weight;
        }
        return values;
    }

    @Override
    public Map<String, ParameterVector> state() {
        return outer.map(step -> Map.of("outer", step.velocity())).orElse(Map.of());
    }

    @Override
    public void close() {
        outer.ifPresent(OuterStep::close);
    }
}
