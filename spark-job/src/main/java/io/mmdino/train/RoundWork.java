package io.mmdino.train;

import io.mmdino.average.AveragingSettings;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.TrainingBatch;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One worker's part of a round of {@link DriverRun}. A function of the driver's state, iteration and worker, so that Spark may run it on
 * any executor and repeat it.
 *
 * @param plan of the run
 * @param learner overwritten by the driver's state
 * @param worker whose studies and random streams are used
 */
record RoundWork(
        Journal.Plan plan, AveragingSettings averaging, Learner learner, BatchSource batches, WorkerRank worker) {

    /** Records the batch statistics of a step in order; the driver adds those of all workers. */
    static final class Recorder {

        private final List<double[]> sums = new ArrayList<>();

        /** The reducer that records values and leaves them as they are. */
        BatchReducer reducer() {
            return (kernels, values) -> sums.add(kernels.toDoubles(values));
        }
    }

    /**
     * Computes the contribution of this worker.
     *
     * @param recorder of the statistics that the learner sums
     * @param first iteration of the round
     * @param steps of the round; 1 in mode {@code gradients}
     */
    Contribution of(RoundState state, Recorder recorder, long first, int steps) {
        learner.restore(state.into(learner.snapshot(Map.of())));
        return averaging.mode() == AveragingSettings.Mode.GRADIENTS
                ? gradients(recorder, first)
                : parameters(first, steps);
    }

    private Contribution gradients(Recorder recorder, long iteration) {
        Schedules.Values values = plan.schedules().at(iteration);
        TrainingBatch batch = batches.at(iteration);
        learner.compute(
                batch, values, plan.schedules().backboneFrozen(iteration), TrainingRun.depthSeed(plan, iteration));
        learner.scale(
                learner.gradients(),
                batch.size() / (double) batch.part().labels().size());
        return Contribution.ofGradients(RoundState.floats(learner.gradients()), recorder.sums, learner.losses());
    }

    /** Weight of this worker in the average of parameters, 1 / W, because all take as many studies. */
    private double weight() {
        return plan.settings().batchSize() / ((double) plan.settings().batchSize() * worker.workers());
    }

    private Contribution parameters(long first, int steps) {
        StringWriter lines = new StringWriter();
        MetricsLog log = MetricsLog.to(lines);
        try (BatchesAhead ahead = new BatchesAhead(batches::at, first, first + steps)) {
            for (long iteration = first; iteration < first + steps; iteration++) {
                step(iteration, ahead, log);
            }
        }
        List<float[]> vectors = new ArrayList<>();
        for (ParameterVector vector : learner.state()) {
            learner.scale(vector, weight());
            vectors.add(RoundState.floats(vector));
        }
        List<double[]> centres = learner.centres().stream()
                .map(centre -> ParameterAveraging.weighted(centre.toDoubles(), weight()))
                .toList();
        Map<String, String> facts = new TreeMap<>(learner.snapshot(Map.of()).metadata());
        return Contribution.ofState(
                vectors, new ArrayList<>(centres), facts, worker.rank() == 0 ? lines.toString() : "");
    }

    private void step(long iteration, BatchesAhead ahead, MetricsLog log) {
        Schedules.Values values = plan.schedules().at(iteration);
        try {
            log.write(
                    iteration,
                    learner.step(
                            ahead.next(),
                            values,
                            plan.schedules().backboneFrozen(iteration),
                            TrainingRun.depthSeed(plan, iteration)),
                    values);
        } catch (DivergenceException e) {
            throw new DivergenceException(
                    "worker " + worker.rank() + ", iteration " + iteration + ": " + e.getMessage());
        }
    }
}
