package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.Centre;
import java.util.Map;
import java.util.Optional;

/**
 * Averages student, teacher, moments and centres every {@code period} steps and after the last, weighted by the number of studies
 * that each worker has seen since. Between two averages each worker trains alone. An {@link OuterStep} may follow each average.
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
        outer.ifPresent(OuterStep::setAnchor);
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
            centre.set(averager.sum(weighted(centre.toDoubles(), weight)));
        }
        averaged();
        return true;
    }

    /** Applies the outer step, if there is one; called when the learner holds the average. */
    void averaged() {
        outer.ifPresent(OuterStep::step);
    }

    /** Multiplies values by a weight, in place. */
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
