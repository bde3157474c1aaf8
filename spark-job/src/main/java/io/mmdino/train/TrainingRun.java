package io.mmdino.train;

import io.mmdino.average.Averager;
import io.mmdino.checkpoint.Snapshot;
import io.mmdino.crop.RandomStream;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.TrainingBatch;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One worker's run from its first iteration, or the newest checkpoint, to the last. A run that is killed at any moment and started
 * again ends with the same bytes as an undisturbed one. Only worker 0 reads and writes the run folder, and it saves only when all
 * workers hold the same state.
 */
final class TrainingRun {

    private final Journal.Plan plan;
    private final Learner learner;
    private final BatchSource batches;
    private final Averaging averaging;

    /** @param batches of this worker, made on lanes that the learner does not use while it computes */
    TrainingRun(Journal.Plan plan, Learner learner, BatchSource batches, Averaging averaging) {
        this.plan = plan;
        this.learner = learner;
        this.batches = batches;
        this.averaging = averaging;
    }

    /**
     * Runs to the last iteration; returns at once when its checkpoint already exists.
     *
     * @throws DivergenceException naming the iteration and the figure that is not finite
     * @throws IllegalStateException when the folder's checkpoints are of other settings
     */
    void run(Validator validator, RunListener listener) throws IOException {
        averaging.prepare(learner);
        try (Journal journal = new Journal(plan, learner, averaging::state, validator, listener)) {
            long first = restore(journal);
            listener.started(first, plan.iterations());
            try (BatchesAhead ahead = new BatchesAhead(batches::at, first, plan.iterations())) {
                train(first, ahead, journal, listener);
            }
        }
    }

    private void train(long first, BatchesAhead ahead, Journal journal, RunListener listener) throws IOException {
        long agreed = first;
        for (long iteration = first; iteration < plan.iterations(); iteration++) {
            TrainingBatch batch = ahead.next();
            listener.stepped(iteration, step(iteration, batch, journal));
            if (averaging.stepped(learner, iteration + 1, batch.size())) {
                if (leads()) {
                    validateAndSave(journal, agreed, iteration + 1);
                }
                agreed = iteration + 1;
                listener.reached(agreed);
            }
        }
    }

    /** The other workers wait in their next sum meanwhile. */
    private void validateAndSave(Journal journal, long before, long done) throws IOException {
        Averager.Busy busy = averaging.averager().busy();
        try {
            journal.validateAndSave(before, done);
        } finally {
            busy.end();
        }
    }

    private boolean leads() {
        return averaging.worker().rank() == 0;
    }

    private Learner.Outcome step(long iteration, TrainingBatch batch, Journal journal) {
        Schedules.Values values = plan.schedules().at(iteration);
        boolean frozen = plan.schedules().backboneFrozen(iteration);
        try {
            learner.compute(batch, values, frozen, depthSeed(plan, iteration));
            averaging.gradients(learner, batch.size());
            Learner.Outcome outcome = learner.apply(values, frozen);
            journal.write(iteration, outcome, values);
            return outcome;
        } catch (DivergenceException e) {
            throw new DivergenceException("iteration " + iteration + ": " + e.getMessage());
        }
    }

    /** Seed of stochastic depth in the joined batch of an iteration. */
    static long depthSeed(Journal.Plan plan, long iteration) {
        return RandomStream.of(plan.settings().seed(), iteration, "", "depth").integer(Integer.MAX_VALUE);
    }

    /** Loads the newest checkpoint, if there is one, and brings all workers to its state; returns the next iteration. */
    private long restore(Journal journal) throws IOException {
        Snapshot state = journal.snapshot(0);
        if (leads()) {
            state = journal.loadNewest(state);
        }
        if (averaging.worker().workers() > 1) {
            state = broadcast(state);
        }
        long first = journal.restore(state);
        averaging.started(learner);
        if (leads()) {
            journal.openMetrics(first);
        }
        return first;
    }

    /** Worker 0's state. All metadata but the settings' hash, which all workers know, is numeric. */
    private Snapshot broadcast(Snapshot own) {
        Map<String, Double> numbers = own.metadata().entrySet().stream()
                .filter(fact -> !fact.getKey().equals(Journal.SETTINGS))
                .collect(Collectors.toMap(Map.Entry::getKey, fact -> Double.parseDouble(fact.getValue())));
        Map<String, String> facts = new TreeMap<>(own.metadata());
        new StateBroadcast(averaging.averager(), learner.kernels())
                .broadcast(own, numbers)
                .forEach((name, value) -> facts.put(
                        name, name.equals(Journal.BEST) ? Double.toString(value) : Long.toString(value.longValue())));
        return own.withMetadata(facts);
    }
}
