package io.mmdino.train;

import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.Snapshot;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.RandomStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One worker's run from its first iteration, or its newest checkpoint, to its last. Killed at any moment and started
 * again, it ends with the bytes of a run that was never disturbed.
 */
final class TrainingRun {

    private static final String SETTINGS = "settings";
    private static final String ITERATION = "iteration";
    private static final String BEST = "best.validation_mcc";

    private final Path folder;
    private final Plan plan;
    private final Learner learner;
    private final BatchSource batches;
    private final CheckpointStore store;
    private double best = Double.NEGATIVE_INFINITY;

    /**
     * How long the run is and what it depends on.
     *
     * @param settingsHash of all that decides the result; a checkpoint of another hash is refused
     */
    record Plan(TrainSettings settings, Schedules schedules, String settingsHash) {}

    /** @param store of the same folder */
    TrainingRun(Path folder, CheckpointStore store, Plan plan, Learner learner, BatchSource batches) {
        this.folder = folder;
        this.store = store;
        this.plan = plan;
        this.learner = learner;
        this.batches = batches;
    }

    /**
     * Runs to the end; returns at once when the last checkpoint is already there.
     *
     * @throws DivergenceException naming the iteration and the figure that is not finite
     * @throws IllegalStateException when the folder's checkpoints are of other settings
     */
    void run(Validator validator, RunListener listener) throws IOException {
        Files.createDirectories(folder);
        long first = resume();
        long last = plan.schedules().settings().iterations();
        listener.started(first, last);
        try (MetricsLog metrics = new MetricsLog(folder.resolve("metrics.jsonl"), first)) {
            for (long iteration = first; iteration < last; iteration++) {
                listener.stepped(iteration, step(iteration, metrics));
                long done = iteration + 1;
                if (isDue(done, plan.settings().validationIterations(), last)) {
                    validate(done, metrics, validator, listener);
                }
                if (isDue(done, plan.settings().checkpointIterations(), last)) {
                    store.save(done, snapshot(done));
                }
            }
        }
    }

    private static boolean isDue(long done, int period, long last) {
        return period > 0 && (done % period == 0 || done == last);
    }

    private Learner.Outcome step(long iteration, MetricsLog metrics) {
        Schedules.Values values = plan.schedules().at(iteration);
        long depthSeed =
                RandomStream.of(plan.settings().seed(), iteration, "", "depth").integer(Integer.MAX_VALUE);
        try {
            Learner.Outcome outcome =
                    learner.step(batches.at(iteration), values, plan.schedules().backboneFrozen(iteration), depthSeed);
            metrics.write(iteration, outcome, values);
            return outcome;
        } catch (DivergenceException e) {
            throw new DivergenceException("iteration " + iteration + ": " + e.getMessage());
        }
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
            store.saveBest(snapshot(done));
        }
        listener.validated(done, mcc.getAsDouble(), better);
    }

    private Snapshot snapshot(long done) {
        Map<String, String> facts = new TreeMap<>();
        facts.put(ITERATION, Long.toString(done));
        facts.put(SETTINGS, plan.settingsHash());
        facts.put(BEST, Double.toString(best));
        return learner.snapshot(facts);
    }

    private long resume() throws IOException {
        Optional<Path> newest = store.latest();
        if (newest.isEmpty()) {
            return 0;
        }
        Snapshot loaded = CheckpointStore.load(newest.get(), snapshot(0));
        String found = loaded.metadata().getOrDefault(SETTINGS, "none");
        if (!found.equals(plan.settingsHash())) {
            throw new IllegalStateException("the run folder holds a run with settings hash " + abbreviated(found)
                    + ", wanted " + abbreviated(plan.settingsHash())
                    + ": go on with that run's settings.yaml, or choose another --output");
        }
        learner.restore(loaded);
        best = Double.parseDouble(loaded.metadata().get(BEST));
        return Long.parseLong(loaded.metadata().get(ITERATION));
    }

    private static String abbreviated(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }
}
