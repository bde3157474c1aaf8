package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.Provenance;
import io.mmdino.claim.Claim;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsReader;
import io.mmdino.config.UsageException;
import io.mmdino.disk.AtomicFile;
import io.mmdino.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The local folder of one training run: settings, provenance, checkpoints, metrics and classifier.
 *
 * @param name the run's path or address for messages
 */
public record RunFolder(Path folder, String name) {

    /** Settings of the run. */
    public static final String SETTINGS = "settings.yaml";

    /** The run's {@link Provenance}. */
    public static final String PROVENANCE = "provenance.json";

    /** Classifier on the features of the finished model. */
    public static final String CLASSIFIER = "classifier.json";

    /** Losses and learning rates, one JSON line for each iteration. */
    static final String METRICS = Training.METRICS;

    /** Weights with the best validation score. */
    static final String BEST = CheckpointStore.BEST;

    private static final int DIFFERENCES_SHOWN = 5;

    /** Which of a run's checkpoints. */
    public enum Checkpoint {
        /** The one with the best validation score. */
        BEST,
        /** The newest. */
        LAST
    }

    public RunFolder(Path folder) {
        this(folder, folder.toString());
    }

    /** @throws UsageException when the folder holds no run */
    static RunFolder existing(Path folder) {
        RunFolder run = new RunFolder(folder);
        if (!Files.isRegularFile(run.settingsFile())) {
            throw new UsageException(folder + " holds no run (no " + SETTINGS + "); name the --output of train");
        }
        return run;
    }

    public Path settingsFile() {
        return folder.resolve(SETTINGS);
    }

    private SettingsFile stored() {
        return new SettingsFile(settingsFile(), provenanceFile());
    }

    public Path provenanceFile() {
        return folder.resolve(PROVENANCE);
    }

    public Path classifierFile() {
        return folder.resolve(CLASSIFIER);
    }

    /** Folder of the slice cache unless the user names another. */
    Path cache() {
        return folder.resolve("cache");
    }

    public CheckpointStore checkpoints() {
        return new CheckpointStore(folder);
    }

    /** @throws IOException when the file is missing or damaged */
    public Provenance provenance() throws IOException {
        return Provenance.read(provenanceFile());
    }

    /**
     * The settings of the run, with changes that do not affect its weights.
     *
     * @param sets changes as {@code section.key=value}
     * @throws UsageException when a change would make another model
     */
    public Settings settings(List<String> sets) throws IOException {
        SettingsReader reader = SettingsReader.ofRun(stored().yaml());
        Settings own = reader.read(Settings.class, Optional.empty(), List.of());
        Settings changed = reader.read(Settings.class, Optional.empty(), sets);
        Map<String, String> other = RunHash.differences(own, changed);
        if (!other.isEmpty()) {
            throw new UsageException(
                    "--set would make another model (" + shown(other)
                            + "); only evaluation settings, train.lanes, train.kernels and train.precision can be set for a trained one");
        }
        return changed;
    }

    /** Iteration of the newest whole checkpoint; 0 before the first. */
    long iterations() throws IOException {
        Optional<Path> latest = checkpoints().latest();
        return latest.isPresent() ? CheckpointStore.iteration(latest.get()).orElse(0) : 0;
    }

    /** Whether settings and provenance of a run are here. */
    boolean isRun() {
        return Files.isRegularFile(settingsFile()) && Files.isRegularFile(provenanceFile());
    }

    /**
     * Starts a run in a new or empty folder, or in that of a run without any checkpoint, or continues it in a folder of the same run.
     *
     * @param origin provenance of this start, with its number of workers; of later starts only that number is kept
     * @param done whether and how far the run has come; empty before its first checkpoint
     * @throws UsageException when the folder holds another run or other files
     */
    void begin(Settings settings, Provenance origin, OptionalLong done) throws IOException {
        if (isRun() && done.isPresent()) {
            requireSame(settings, origin.settingsHash());
            Provenance kept = provenance();
            Provenance now = origin.newestWorkers().isEmpty()
                    ? kept
                    : kept.trainedBy(done.getAsLong(), origin.newestWorkers().getAsInt());
            if (!now.equals(kept)) {
                now.write(provenanceFile());
            }
        } else {
            if (!isRun()) {
                requireFree();
            }
            stored().write(settings);
            origin.write(provenanceFile()); // last, because it makes the folder a run
        }
    }

    private void requireSame(Settings settings, String hash) throws IOException {
        if (provenance().settingsHash().equals(hash)) {
            return;
        }
        SettingsReader reader = SettingsReader.ofRun(stored().yaml());
        Settings old = reader.read(Settings.class, Optional.empty(), List.of());
        Map<String, String> differences = RunHash.differences(old, settings);
        String what = differences.isEmpty()
                ? "on other studies, labels or starting weights"
                : "with other settings (" + shown(differences) + ")";
        throw new UsageException("the run folder " + name + " holds a run " + what
                + ": give what that run was given, or choose another --output");
    }

    private static String shown(Map<String, String> differences) {
        String first = differences.entrySet().stream()
                .limit(DIFFERENCES_SHOWN)
                .map(difference -> difference.getKey() + " " + difference.getValue())
                .collect(Collectors.joining("; "));
        int more = differences.size() - DIFFERENCES_SHOWN;
        return more > 0 ? first + "; and " + more + " more" : first;
    }

    /** @throws UsageException when there is a file instead of a folder */
    void requireFolder() {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageException("the output " + name + " is a file, wanted a new folder or that of a run");
        }
    }

    private void requireFree() throws IOException {
        requireFolder();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            Optional<Path> other = entries.filter(entry -> !isOurs(entry)).findFirst();
            if (other.isPresent()) {
                throw new UsageException("the output " + name
                        + " exists and holds something else than a run; choose a new folder, or empty this one");
            }
        }
    }

    /** Whether a run that was killed before its start was complete may have left this. */
    private boolean isOurs(Path entry) {
        return entry.equals(settingsFile())
                || entry.getFileName().toString().equals(Claim.NAME)
                || entry.toString().endsWith(AtomicFile.TEMPORARY);
    }
}
