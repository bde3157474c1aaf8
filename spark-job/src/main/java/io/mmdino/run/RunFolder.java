package io.mmdino.run;

import io.mmdino.checkpoint.AtomicFile;
import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.config.SettingsReader;
import io.mmdino.config.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of one training run: what it was asked, what it has reached.
 *
 * @param name as the user knows it
 */
public record RunFolder(Path folder, String name) {

    private static final String LEFTOVER = ".tmp";
    private static final int DIFFERENCES_SHOWN = 5;

    public RunFolder(Path folder) {
        this(folder, folder.toString());
    }

    /** @throws UsageException when there is no run */
    static RunFolder existing(Path folder) {
        RunFolder run = new RunFolder(folder);
        if (!Files.isRegularFile(run.settingsFile())) {
            throw new UsageException(folder + " holds no run (no settings.yaml); name the --output of train");
        }
        return run;
    }

    public Path settingsFile() {
        return folder.resolve("settings.yaml");
    }

    public Path provenanceFile() {
        return folder.resolve("provenance.json");
    }

    public Path classifierFile() {
        return folder.resolve("classifier.json");
    }

    /** Where slice caches lie unless a command is given another folder. */
    Path cache() {
        return folder.resolve("cache");
    }

    public CheckpointStore checkpoints() {
        return new CheckpointStore(folder);
    }

    public Provenance provenance() throws IOException {
        return Provenance.read(provenanceFile());
    }

    /**
     * The settings of the run, with changes that do not touch its weights.
     *
     * @param sets {@code section.key=value} words
     * @throws UsageException when a change would be of another model
     */
    public Settings settings(List<String> sets) throws IOException {
        SettingsReader reader = new SettingsReader(Files.readString(settingsFile()));
        Settings own = reader.read(Settings.class, Optional.empty(), List.of());
        Settings changed = reader.read(Settings.class, Optional.empty(), sets);
        Map<String, String> other = RunHash.differences(own, changed);
        if (!other.isEmpty()) {
            throw new UsageException("--set would make another model (" + shown(other)
                    + "); only evaluation settings, train.lanes and train.kernels can be set for a trained one");
        }
        return changed;
    }

    /** How far the run is; 0 before the first checkpoint. */
    long iterations() throws IOException {
        Optional<Path> latest = checkpoints().latest();
        return latest.isPresent() ? CheckpointStore.iteration(latest.get()).orElse(0) : 0;
    }

    /**
     * Makes the folder this run's: a new or empty folder takes it, a folder of the same run goes on.
     *
     * @param origin of the run now starting; an earlier start's stays
     * @throws UsageException when the folder holds something else or another run
     */
    void begin(Settings settings, Provenance origin) throws IOException {
        if (Files.isRegularFile(settingsFile()) && Files.isRegularFile(provenanceFile())) {
            requireSame(settings, origin.settingsHash());
        } else {
            requireFree();
            write(settingsFile(), new SettingsDocument(settings).yaml());
            origin.write(provenanceFile()); // last: with it the folder counts as a run
        }
    }

    private void requireSame(Settings settings, String hash) throws IOException {
        if (provenance().settingsHash().equals(hash)) {
            return;
        }
        SettingsReader reader = new SettingsReader(Files.readString(settingsFile()));
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

    private void requireFree() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageException("the output " + name + " is a file, wanted a new folder or that of a run");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            Optional<Path> other = entries.filter(entry -> !isOurs(entry)).findFirst();
            if (other.isPresent()) {
                throw new UsageException("the output " + name
                        + " exists and holds something else than a run; choose a new folder, or empty this one");
            }
        }
    }

    /** What a run leaves that was killed before it had begun. */
    private boolean isOurs(Path entry) {
        return entry.equals(settingsFile())
                || entry.getFileName().toString().equals(RunLock.NAME)
                || entry.toString().endsWith(LEFTOVER);
    }

    private static void write(Path file, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }
}
