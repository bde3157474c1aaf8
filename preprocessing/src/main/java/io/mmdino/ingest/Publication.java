package io.mmdino.ingest;

import io.mmdino.claim.BusyException;
import io.mmdino.shard.RunFiles;
import io.mmdino.shard.ShardFolder;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.ShardWriter;
import io.mmdino.study.IngestSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/**
 * The states that one run publishes, wave by wave. A run that was interrupted goes on under its number, so the number counts
 * completed runs.
 */
final class Publication {

    private final ShardFolder folder;
    private final IngestRequest request;
    private final long run;
    private final int attempt;
    private final Optional<ShardState.Files> complete;
    private final Map<String, ShardState.Shard> rows = new HashMap<>();
    private final Map<String, ShardState.ShardFile> files = new HashMap<>();
    private Optional<ShardState.Version> last;
    private boolean abandoned;

    private Publication(
            ShardFolder folder, IngestRequest request, Optional<ShardState> before, Optional<ShardState.Files> complete)
            throws IOException {
        this.folder = folder;
        this.request = request;
        this.complete = complete;
        last = before.map(ShardState::version);
        run = before.map(state -> state.run() + (state.complete() ? 1 : 0)).orElse(1L);
        before.ifPresent(state -> {
            state.files().forEach(file -> files.put(file.file(), file));
            state.shards().forEach(shard -> rows.put(shard.study(), shard));
        });
        attempt = claim();
    }

    /**
     * Begins a run, or goes on with one that was interrupted.
     *
     * @param before the state that the run starts from
     * @throws BusyException when another ingest begins at the same moment
     */
    static Publication begin(ShardFolder folder, IngestRequest request, Optional<ShardState> before)
            throws IOException {
        boolean goesOn = before.isPresent() && !before.get().complete();
        Optional<ShardState.Files> complete = goesOn
                ? before.get().version().before()
                : before.isPresent() ? folder.currentFiles() : Optional.empty();
        return new Publication(folder, request, before, complete);
    }

    private int claim() throws IOException {
        try {
            return new RunFiles(folder).claim(run);
        } catch (FileAlreadyExistsException e) {
            throw new BusyException("another ingest into " + request.output() + " has just begun; wait for it");
        }
    }

    long run() {
        return run;
    }

    /** Number of the state that is published next: 1 for the first of a run. */
    int wave() {
        return last.filter(version -> version.run() == run)
                        .map(ShardState.Version::wave)
                        .orElse(0)
                + 1;
    }

    /** Folder for the shards of the next state. */
    String shardFolder() {
        return String.format("%s/shards-%05d", folder.runFolder(run), wave());
    }

    /** Folder for rows that are moved out of older shards. */
    String movedFolder() {
        return folder.runFolder(run) + "/moved";
    }

    /** Name for the manifest of the next state. */
    String manifest() {
        return folder.manifestName(run, wave());
    }

    /** Takes the rows of a written shard for those of its studies. */
    void add(ShardWriter.Written shard) {
        files.put(shard.file().file(), shard.file());
        shard.studies().forEach(study -> rows.put(study.study(), study));
    }

    /** Where a study's rows are. */
    Optional<ShardState.Shard> rows(String study) {
        return Optional.ofNullable(rows.get(study));
    }

    /**
     * Publishes the next state.
     *
     * @param studies the accepted studies' rows, in the order of the hashed ids; shards without any are not named
     * @param whole whether the run has read all studies
     * @throws BusyException when another ingest has begun or published meanwhile
     */
    synchronized void publish(ShardState.FileSum manifest, List<ShardState.Shard> studies, boolean whole)
            throws IOException {
        Map<String, ShardState.ShardFile> used = new TreeMap<>();
        studies.forEach(study -> used.put(study.file(), files.get(study.file())));
        ShardState.Version version = new ShardState.Version(run, wave(), whole, complete);
        IngestSettings settings = request.settings();
        ShardState state = new ShardState(
                version,
                new ShardState.Windows(settings.sequences(), settings.window(), settings.hash(), settings.shaping()),
                request.key().check(),
                manifest,
                List.copyOf(used.values()),
                studies);
        requireAlone();
        folder.publish(state);
        last = Optional.of(version);
    }

    private void requireAlone() throws IOException {
        if (abandoned) {
            throw new IngestException("the ingest was ended by a signal; run it again, it goes on there");
        }
        if (!folder.version().equals(last)) {
            throw new BusyException("another ingest has published in " + request.output()
                    + " meanwhile; its result stands, run this one again");
        }
        if (new RunFiles(folder).attempts(run) != attempt) {
            throw new BusyException("another ingest into " + request.output()
                    + " has begun after this one and goes on in its place; wait for it");
        }
    }

    /** Deletes what was written and not published. Nothing can be published after that. */
    synchronized void abandon() throws IOException {
        abandoned = true;
        new RunFiles(folder).abandon(run);
    }

    /** Deletes the files of earlier runs that no state needs any more. */
    void clear() throws IOException {
        new RunFiles(folder).clear();
    }
}
