package io.mmdino.train;

import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.Snapshot;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.RandomStream;
import io.mmdino.ssl.StepLosses;
import io.mmdino.ssl.TrainingBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One worker's run from its first iteration, or the newest checkpoint, to the last. Killed at any moment and started again,
 * it ends with the bytes of a run that was never disturbed. Of several workers, worker 0 alone reads and writes the run
 * folder, and only when all workers hold the same state.
 */
final class TrainingRun {

    private static final String SETTINGS = "settings";
    private static final String ITERATION = "iteration";
    private static final String BEST = "best.validation_mcc";

    private final Path folder;
    private final Plan plan;
    private final Learner learner;
    private final BatchSource batches;
    private final Averaging averaging;
    private final CheckpointStore store;
    private double best = Double.NEGATIVE_INFINITY;

    /**
     * How long the run is and what it depends on.
     *
     * @param settingsHash of all that decides the result; a checkpoint of another hash is refused
     */
    record Plan(TrainSettings settings, Schedules schedules, String settingsHash) {}

    /** @param store of the same folder */
    TrainingRun(
            Path folder, CheckpointStore store, Plan plan, Learner learner, BatchSource batches, Averaging averaging) {
        this.folder = folder;
        this.store = store;
        this.plan = plan;
        this.learner = learner;
        this.batches = batches;
        this.averaging = averaging;
    }

    /**
     * Runs to the end; returns at once when the last checkpoint is already there.
     *
     * @throws DivergenceException naming the iteration and the figure that is not finite
     * @throws IllegalStateException when the folder's checkpoints are of other settings
     */
    void run(Validator validator, RunListener listener) throws IOException {
        long first = begin();
        long last = plan.schedules().settings().iterations();
        listener.started(first, last);
        try (MetricsLog metrics = metrics(first)) {
            long agreed = first;
            for (long iteration = first; iteration < last; iteration++) {
                listener.stepped(iteration, step(iteration, metrics));
                if (averaging.stepped(learner, iteration + 1, plan.settings().batchSize())) {
                    keep(agreed, iteration + 1, metrics, validator, listener);
                    agreed = iteration + 1;
                }
            }
        }
    }

    private boolean leads() {
        return averaging.averager().rank() == 0;
    }

    private MetricsLog metrics(long first) throws IOException {
        return leads() ? MetricsLog.open(folder.resolve("metrics.jsonl"), first) : MetricsLog.none();
    }

    /** Validates and saves when that fell due since the workers last agreed. */
    private void keep(long before, long done, MetricsLog metrics, Validator validator, RunListener listener)
            throws IOException {
        if (!leads()) {
            return;
        }
        if (isDue(before, done, plan.settings().validationIterations())) {
            validate(done, metrics, validator, listener);
        }
        if (isDue(before, done, plan.settings().checkpointIterations())) {
            listener.saved(store.save(done, snapshot(done)));
        }
    }

    private boolean isDue(long before, long done, int period) {
        return period > 0
                && (done / period > before / period
                        || done == plan.schedules().settings().iterations());
    }

    private Learner.Outcome step(long iteration, MetricsLog metrics) {
        Schedules.Values values = plan.schedules().at(iteration);
        boolean frozen = plan.schedules().backboneFrozen(iteration);
        try {
            TrainingBatch batch = batches.at(iteration);
            StepLosses losses = learner.compute(batch, values, frozen, depthSeed(iteration));
            averaging.gradients(learner, batch.size());
            Learner.Outcome outcome = learner.apply(losses, values, frozen);
            metrics.write(iteration, outcome, values);
            return outcome;
        } catch (DivergenceException e) {
            throw new DivergenceException("iteration " + iteration + ": " + e.getMessage());
        }
    }

    private long depthSeed(long iteration) {
        return RandomStream.of(
                        plan.settings().seed(), iteration, "", averaging.share().own("depth"))
                .integer(Integer.MAX_VALUE);
    }

    private void validate(long done, MetricsLog metrics, Validator validator, RunListener listener) throws IOException {
        OptionalDouble mcc = validator.mcc(learner.teacher());
        if (mcc.isEmpty()) {
            return;
        }
        boolean better = mcc.getAsDouble() > best;
        metrics.write(done - 1, mcc.getAsDouble());
        if (better) {
            best = mcc.getAsDouble();
            listener.saved(store.saveBest(snapshot(done)));
        }
        listener.validated(done, mcc.getAsDouble(), better);
    }

    private Snapshot snapshot(long done) {
        Map<String, String> facts = new TreeMap<>();
        facts.put(ITERATION, Long.toString(done));
        facts.put(SETTINGS, plan.settingsHash());
        facts.put(BEST, Double.toString(best));
        Snapshot own = learner.snapshot(facts);
        Map<String, ParameterVector> vectors = new HashMap<>(own.vectors());
        vectors.putAll(averaging.state());
        return new Snapshot(vectors, own.arrays(), own.metadata());
    }

    /** Loads the newest checkpoint, if there is one, and brings all workers to the same state. */
    private long begin() throws IOException {
        averaging.prepare(learner);
        Snapshot state = snapshot(0);
        if (leads()) {
            Files.createDirectories(folder);
            state = loaded(state);
        }
        if (averaging.averager().workers() > 1) {
            state = shared(state);
        }
        learner.restore(state);
        averaging.started();
        best = Double.parseDouble(state.metadata().get(BEST));
        return Long.parseLong(state.metadata().get(ITERATION));
    }

    private Snapshot loaded(Snapshot own) throws IOException {
        Optional<Path> newest = store.latest();
        if (newest.isEmpty()) {
            return own;
        }
        Snapshot loaded = CheckpointStore.load(newest.get(), own);
        String found = loaded.metadata().getOrDefault(SETTINGS, "none");
        if (!found.equals(plan.settingsHash())) {
            throw new IllegalStateException("the run folder holds a run with settings hash " + abbreviated(found)
                    + ", wanted " + abbreviated(plan.settingsHash())
                    + ": go on with that run's settings.yaml, or choose another --output");
        }
        return loaded;
    }

    /** Numbers travel, the settings' hash is known to all. */
    private Snapshot shared(Snapshot own) {
        Map<String, Double> numbers = own.metadata().entrySet().stream()
                .filter(fact -> !fact.getKey().equals(SETTINGS))
                .collect(Collectors.toMap(Map.Entry::getKey, fact -> Double.parseDouble(fact.getValue())));
        Map<String, String> facts = new TreeMap<>(own.metadata());
        new FirstWorker(averaging.averager(), learner.kernels())
                .share(own, numbers)
                .forEach((name, value) ->
                        facts.put(name, name.equals(BEST) ? Double.toString(value) : Long.toString(value.longValue())));
        return own.withMetadata(facts);
    }

    private static String abbreviated(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }
}
