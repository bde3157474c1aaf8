package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.optim.Schedules;
import java.io.IOException;
import java.util.Map;

/**
 * A training run whose state is held by the driver. Each round sends the state to all workers, sums their contributions and updates
 * the state. Sums are added in the order of the ring, so the result has the same bits as a run of workers in a ring.
 */
public final class DriverRun {

    private final Journal.Plan plan;
    private final AveragingSettings settings;
    private final double centreMomentum;
    private final Learner learner;

    /** Executes rounds on the workers. */
    @FunctionalInterface
    public interface Rounds {
        /**
         * Sends a state to all workers and sums what they contribute; losses and metrics are worker 0's.
         *
         * @param first iteration of the round
         * @param steps of each worker
         */
        Contribution sum(RoundState state, long first, int steps);
    }

    DriverRun(Journal.Plan plan, AveragingSettings settings, double centreMomentum, Learner learner) {
        this.plan = plan;
        this.settings = settings;
        this.centreMomentum = centreMomentum;
        this.learner = learner;
    }

    void run(Rounds rounds, Validator validator, RunListener listener) throws IOException {
        try (ParameterAveraging outer = new ParameterAveraging(Averager.single(), settings, plan.iterations())) {
            outer.prepare(learner);
            try (Journal journal = new Journal(plan, learner, outer::state, validator, listener)) {
                long first = journal.restore(journal.loadNewest(journal.snapshot(0)));
                outer.started(learner);
                journal.openMetrics(first);
                listener.started(first, plan.iterations());
                long done = first;
                while (done < plan.iterations()) {
                    int steps = stepsFrom(done);
                    round(rounds, done, steps, journal);
                    if (settings.mode() == AveragingSettings.Mode.PARAMETERS) {
                        outer.averaged();
                    }
                    journal.validateAndSave(done, done + steps);
                    done += steps;
                    listener.reached(done);
                }
            }
        }
    }

    private void round(Rounds rounds, long done, int steps, Journal journal) {
        Contribution sum = rounds.sum(new RoundState(learner.snapshot(Map.of())), done, steps);
        if (settings.mode() == AveragingSettings.Mode.GRADIENTS) {
            applyGradients(sum, done, journal);
        } else {
            adoptState(sum, journal);
        }
    }

    private int stepsFrom(long done) {
        if (settings.mode() == AveragingSettings.Mode.GRADIENTS) {
            return 1;
        }
        long next = (done / settings.period() + 1) * settings.period();
        return (int) (Math.min(next, plan.iterations()) - done);
    }

    private void applyGradients(Contribution sum, long iteration, Journal journal) {
        Schedules.Values values = plan.schedules().at(iteration);
        RoundState.put(sum.vectors().get(0), learner.gradients());
        for (int i = 0; i < sum.small().size(); i++) {
            learner.centres().get(i).update(sum.small().get(i), centreMomentum);
        }
        try {
            boolean frozen = plan.schedules().backboneFrozen(iteration);
            journal.write(iteration, learner.apply(sum.losses(), values, frozen), values);
        } catch (DivergenceException e) {
            throw new DivergenceException("iteration " + iteration + ": " + e.getMessage());
        }
    }

    private void adoptState(Contribution sum, Journal journal) {
        learner.restore(learner.snapshot(Map.of()).withMetadata(sum.facts()));
        for (int i = 0; i < sum.vectors().size(); i++) {
            RoundState.put(sum.vectors().get(i), learner.state().get(i));
        }
        for (int i = 0; i < sum.small().size(); i++) {
            learner.centres().get(i).set(sum.small().get(i));
        }
        journal.append(sum.metrics());
    }
}
