package io.mmdino.train;

import io.mmdino.average.AveragingSettings;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.StepLosses;
import io.mmdino.ssl.TrainingBatch;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One worker's part of a round as a function of the state that all workers share: it may run anywhere, and again.
 *
 * @param plan of the run
 * @param learner scratch of this worker
 */
record RoundWork(
        Journal.Plan plan, AveragingSettings averaging, Learner learner, BatchSource batches, WorkerRank share) {

    /** Sums of batch statistics as they were asked for; the driver adds those of all workers. */
    static final class Recorder implements BatchReducer {

        private final List<double[]> sums = new ArrayList<>();

        @Override
        public double[] sum(double[] values) {
            sums.add(values.clone());
            return values;
        }
    }

    Contribution of(RoundState state, Recorder recorder, long first, int steps) {
        learner.restore(state.into(learner.snapshot(Map.of())));
        return averaging.mode() == AveragingSettings.Mode.GRADIENTS
                ? gradients(recorder, first)
                : parameters(first, steps);
    }

    private Contribution gradients(Recorder recorder, long iteration) {
        Schedules.Values values = plan.schedules().at(iteration);
        TrainingBatch batch = batches.at(iteration);
        StepLosses losses = learner.compute(
                batch,
                values,
                plan.schedules().backboneFrozen(iteration),
                TrainingRun.depthSeed(plan, share, iteration));
        learner.scale(learner.gradients(), weight());
        return Contribution.ofGradients(RoundState.floats(learner.gradients()), recorder.sums, losses);
    }

    /** All batches have one size, so all workers count alike. */
    private double weight() {
        return plan.settings().batchSize() / ((double) plan.settings().batchSize() * share.workers());
    }

    private Contribution parameters(long first, int steps) {
        StringWriter lines = new StringWriter();
        MetricsLog log = MetricsLog.to(lines);
        for (long iteration = first; iteration < first + steps; iteration++) {
            step(iteration, log);
        }
        List<float[]> vectors = new ArrayList<>();
        for (ParameterVector vector : learner.state()) {
            learner.scale(vector, weight());
            vectors.add(RoundState.floats(vector));
        }
        List<double[]> centres = learner.centres().stream()
                .map(centre -> ParameterAveraging.weighted(centre.value().toDoubles(), weight()))
                .toList();
        Map<String, String> facts = new TreeMap<>(learner.snapshot(Map.of()).metadata());
        return Contribution.ofState(
                vectors, new ArrayList<>(centres), facts, share.rank() == 0 ? lines.toString() : "");
    }

    private void step(long iteration, MetricsLog log) {
        Schedules.Values values = plan.schedules().at(iteration);
        try {
            log.write(
                    iteration,
                    learner.step(
                            batches.at(iteration),
                            values,
                            plan.schedules().backboneFrozen(iteration),
                            TrainingRun.depthSeed(plan, share, iteration)),
                    values);
        } catch (DivergenceException e) {
            throw new DivergenceException(
                    "worker " + share.rank() + ", iteration " + iteration + ": " + e.getMessage());
        }
    }
}
