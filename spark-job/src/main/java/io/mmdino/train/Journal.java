package io.mmdino.train;

import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.Snapshot;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.optim.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The files of a run: metrics, checkpoints and the best checkpoint, written during the run and read when it resumes. One process
 * at a time writes a run's journal.
 */
final class Journal implements AutoCloseable {

    static final String ITERATION = "iteration";
    static final String BEST = "best.validation_mcc";
    static final String SETTINGS = "settings";

    private final Plan plan;
    private final Learner learner;
    private final Supplier<Map<String, ParameterVector>> extraVectors;
    private final Validator validator;
    private final RunListener listener;
    private final CheckpointStore store;
    private Optional<MetricsLog> metrics = Optional.empty();
    private double best = Double.NEGATIVE_INFINITY;

    /**
     * Length, settings and folder of a run.
     *
     * @param store of the folder's checkpoints
     * @param settingsHash hash of everything that decides the result; checkpoints of another hash are refused
     */
    record Plan(Path folder, CheckpointStore store, TrainSettings settings, Schedules schedules, String settingsHash) {

        long iterations() {
            return schedules.settings().iterations();
        }
    }

    /** @param extraVectors vectors that checkpoints hold besides the learner's, by prefix of their names */
    Journal(
            Plan plan,
            Learner learner,
            Supplier<Map<String, ParameterVector>> extraVectors,
            Validator validator,
            RunListener listener) {
        this.plan = plan;
        this.learner = learner;
        this.extraVectors = extraVectors;
        this.validator = validator;
        this.listener = listener;
        this.store = plan.store();
    }

    /**
     * The learner's current state with the run's metadata; arrays are copies, vectors are not.
     *
     * @param done number of iterations so far
     */
    Snapshot snapshot(long done) {
        Map<String, String> facts = new TreeMap<>();
        facts.put(ITERATION, Long.toString(done));
        facts.put(SETTINGS, plan.settingsHash());
        facts.put(BEST, Double.toString(best));
        Snapshot own = learner.snapshot(facts);
        Map<String, ParameterVector> vectors = new HashMap<>(own.vectors());
        vectors.putAll(extraVectors.get());
        return new Snapshot(vectors, own.arrays(), own.metadata());
    }

    /**
     * Overwrites a snapshot of the learner with the newest checkpoint, if there is one.
     *
     * @throws IllegalStateException when the folder's checkpoints are of other settings
     */
    Snapshot loadNewest(Snapshot own) throws IOException {
        Files.createDirectories(plan.folder());
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

    /** Restores the learner from a state and returns its number of iterations. */
    long restore(Snapshot state) {
        learner.restore(state);
        best = Double.parseDouble(state.metadata().get(BEST));
        return Long.parseLong(state.metadata().get(ITERATION));
    }

    /** Opens {@code metrics.jsonl} and removes the lines of iterations that will be repeated. */
    void openMetrics(long first) throws IOException {
        metrics = Optional.of(MetricsLog.open(plan.folder().resolve(Training.METRICS), first));
    }

    void write(long iteration, Learner.Outcome outcome, Schedules.Values values) {
        metrics.ifPresent(log -> log.write(iteration, outcome, values));
    }

    /** Writes lines of metrics that a worker has made. */
    void append(String lines) {
        metrics.ifPresent(log -> log.append(lines));
    }

    /**
     * Validates and saves a checkpoint when either became due after iteration {@code before} and until {@code done}, or the listener wants a
     * checkpoint.
     */
    void validateAndSave(long before, long done) throws IOException {
        if (isDue(before, done, plan.settings().validationIterations())) {
            validate(done);
        }
        if (isDue(before, done, plan.settings().checkpointIterations()) || listener.wantsCheckpoint()) {
            listener.saved(store.save(done, snapshot(done)));
        }
    }

    private boolean isDue(long before, long done, int period) {
        return period > 0 && (done / period > before / period || done == plan.iterations());
    }

    private void validate(long done) throws IOException {
        OptionalDouble mcc = validator.mcc(learner.teacher());
        if (mcc.isEmpty()) {
            return;
        }
        boolean better = mcc.getAsDouble() > best;
        metrics.ifPresent(log -> log.write(done - 1, mcc.getAsDouble()));
        if (better) {
            best = mcc.getAsDouble();
            listener.saved(store.saveBest(snapshot(done)));
        }
        listener.validated(done, mcc.getAsDouble(), better);
    }

    private static String abbreviated(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }

    @Override
    public void close() throws IOException {
        if (metrics.isPresent()) {
            metrics.get().close();
        }
    }
}
