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
 * What a run leaves in its folder as it goes, and where it goes on from: figures, checkpoints, the best of them. One process
 * holds a run's journal.
 */
final class Journal implements AutoCloseable {

    static final String ITERATION = "iteration";
    static final String BEST = "best.validation_mcc";
    static final String SETTINGS = "settings";

    private final Plan plan;
    private final Learner learner;
    private final Supplier<Map<String, ParameterVector>> more;
    private final Validator validator;
    private final RunListener listener;
    private final CheckpointStore store;
    private Optional<MetricsLog> metrics = Optional.empty();
    private double best = Double.NEGATIVE_INFINITY;

    /**
     * How long the run is, what it depends on, and where it is kept.
     *
     * @param store of the same folder
     * @param settingsHash of all that decides the result; a checkpoint of another hash is refused
     */
    record Plan(Path folder, CheckpointStore store, TrainSettings settings, Schedules schedules, String settingsHash) {

        long iterations() {
            return schedules.settings().iterations();
        }
    }

    /** @param more what checkpoints hold besides the learner's own, by prefix */
    Journal(
            Plan plan,
            Learner learner,
            Supplier<Map<String, ParameterVector>> more,
            Validator validator,
            RunListener listener) {
        this.plan = plan;
        this.learner = learner;
        this.more = more;
        this.validator = validator;
        this.listener = listener;
        this.store = plan.store();
    }

    /** The learner's state with the facts of this moment; arrays are copies. */
    Snapshot snapshot(long done) {
        Map<String, String> facts = new TreeMap<>();
        facts.put(ITERATION, Long.toString(done));
        facts.put(SETTINGS, plan.settingsHash());
        facts.put(BEST, Double.toString(best));
        Snapshot own = learner.snapshot(facts);
        Map<String, ParameterVector> vectors = new HashMap<>(own.vectors());
        vectors.putAll(more.get());
        return new Snapshot(vectors, own.arrays(), own.metadata());
    }

    /**
     * Overwrites a snapshot of the learner with the newest checkpoint's, if there is one.
     *
     * @throws IllegalStateException when the folder's checkpoints are of other settings
     */
    Snapshot loaded(Snapshot own) throws IOException {
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

    /** Takes over a state; returns how many iterations it has seen. */
    long restore(Snapshot state) {
        learner.restore(state);
        best = Double.parseDouble(state.metadata().get(BEST));
        return Long.parseLong(state.metadata().get(ITERATION));
    }

    /** Opens the record of figures, without the lines of iterations that will come again. */
    void open(long first) throws IOException {
        metrics = Optional.of(MetricsLog.open(plan.folder().resolve(Training.METRICS), first));
    }

    /** One iteration's figures. */
    void write(long iteration, Learner.Outcome outcome, Schedules.Values values) {
        metrics.ifPresent(log -> log.write(iteration, outcome, values));
    }

    /** Figures that a worker has put into lines. */
    void append(String lines) {
        metrics.ifPresent(log -> log.append(lines));
    }

    /** Validates and saves when that fell due between the iterations {@code before} and {@code done}. */
    void keep(long before, long done) throws IOException {
        if (isDue(before, done, plan.settings().validationIterations())) {
            validate(done);
        }
        if (isDue(before, done, plan.settings().checkpointIterations())) {
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
