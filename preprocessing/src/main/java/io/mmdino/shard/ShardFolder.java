package io.mmdino.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mmdino.disk.AtomicFile;
import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A folder of shards on a Hadoop file system: {@code _CURRENT} names the files of the current state, {@code run-N} folders hold
 * them.
 *
 * @param name as the user gave it
 */
public record ShardFolder(Configuration conf, String name) {

    /** The file of the {@link ShardState}; it exists once a run has finished. */
    public static final String CURRENT = "_CURRENT";

    private static final String RUN_PREFIX = "run-";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The file system the folder lies on. */
    public FileSystem files() throws IOException {
        return Storage.of(conf, new Path(name));
    }

    /** A file of the folder, as {@link ShardState} names it. */
    public Path path(String file) {
        return new Path(name, file);
    }

    /** The folder that run N writes into. */
    public String runFolder(long run) {
        return RUN_PREFIX + String.format("%06d", run);
    }

    /**
     * The state that readers see; empty when the folder does not exist, is empty, or has no finished run.
     *
     * @throws ShardException when the folder is no shard folder
     */
    public Optional<ShardState> current() throws IOException {
        try {
            byte[] text = Storage.bytes(conf, path(CURRENT), Integer.MAX_VALUE);
            return Optional.of(check(JSON.readValue(text, ShardState.class)));
        } catch (JsonProcessingException e) {
            throw new ShardException(name + "/" + CURRENT + " is damaged; copy the folder again or run ingest anew", e);
        } catch (FileNotFoundException e) {
            if (unfinished() || !occupied()) {
                return Optional.empty();
            }
            throw new ShardException(name + " exists and is not a shard folder; name the output of ingest", e);
        }
    }

    /**
     * The state that readers see.
     *
     * @throws ShardException when no run has finished there
     */
    public ShardState finished() throws IOException {
        Optional<ShardState> state = current();
        if (state.isEmpty()) {
            throw new ShardException(
                    unfinished()
                            ? "the shard folder " + name
                                    + " is incomplete: no run of ingest has finished there; run ingest" + " again"
                            : name + " is not a shard folder: it is empty or not there; name the output of ingest");
        }
        return state.get();
    }

    /**
     * Makes {@code state} the one that readers see.
     *
     * @throws ShardException when a file of its run is missing or of another length: on object stores, which have no locks, two
     *     runs can begin at once, and one that gives up clears away
     */
    public void publish(ShardState state) throws IOException {
        requireWhole(state);
        byte[] text = JSON.writeValueAsBytes(state);
        AtomicFile.writeOnce(conf, path(CURRENT), out -> out.write(text), AtomicFile.Access.SHARED);
    }

    private void requireWhole(ShardState state) throws IOException {
        String run = runFolder(state.run()) + "/";
        List<ShardState.Shard> own = state.shards().stream()
                .filter(shard -> shard.file().startsWith(run))
                .toList();
        Map<String, Long> there = own.isEmpty() ? Map.of() : lengths(path(run));
        for (ShardState.Shard shard : own) {
            Long bytes = there.get(shard.file());
            if (bytes == null || bytes != shard.bytes()) {
                throw new ShardException(name + "/" + shard.file() + " has "
                        + (bytes == null ? "gone" : bytes + " bytes") + ", wanted " + shard.bytes()
                        + " bytes, as written: was another ingest at work there? run ingest again");
            }
        }
    }

    /** Lengths of all files below a folder, by their names in this one. */
    private Map<String, Long> lengths(Path below) throws IOException {
        int prefix = files().makeQualified(new Path(name)).toString().length() + 1;
        Map<String, Long> lengths = new HashMap<>();
        RemoteIterator<LocatedFileStatus> listing = files().listFiles(below, true);
        while (listing.hasNext()) {
            LocatedFileStatus file = listing.next();
            lengths.put(file.getPath().toString().substring(prefix), file.getLen());
        }
        return lengths;
    }

    /** Deletes the files that neither state names. Those of the state before stay, because it may still be read. */
    public void clear(Optional<ShardState> before, ShardState now) throws IOException {
        Set<String> needed = new HashSet<>(filesOf(now));
        before.ifPresent(state -> needed.addAll(filesOf(state)));
        for (FileStatus run : entries()) {
            String name = run.getPath().getName();
            if (runNumber(name) > 0 && runNumber(name) <= now.run()) {
                clearRun(run.getPath(), name, needed);
            }
        }
    }

    private void clearRun(Path run, String name, Set<String> needed) throws IOException {
        if (needed.stream().noneMatch(file -> file.startsWith(name + "/"))) {
            files().delete(run, true);
            return;
        }
        int prefix = files().makeQualified(new Path(this.name)).toString().length() + 1;
        RemoteIterator<LocatedFileStatus> listing = files().listFiles(run, true);
        while (listing.hasNext()) {
            Path file = listing.next().getPath();
            if (file.getName().endsWith(".parquet")
                    && !needed.contains(file.toString().substring(prefix))) {
                files().delete(file, false);
            }
        }
    }

    private static List<String> filesOf(ShardState state) {
        List<String> files = new ArrayList<>(List.of(state.manifest()));
        state.shards().forEach(shard -> files.add(shard.file()));
        return files;
    }

    private static long runNumber(String name) {
        return name.matches(RUN_PREFIX + "\\d{1,12}") ? Long.parseLong(name.substring(RUN_PREFIX.length())) : 0;
    }

    /** Number of the last run that began, finished or not; 0 when there is none. */
    public long lastRun() throws IOException {
        long last = 0;
        for (FileStatus entry : entries()) {
            last = Math.max(last, runNumber(entry.getPath().getName()));
        }
        return last;
    }

    private boolean unfinished() throws IOException {
        return lastRun() > 0;
    }

    private boolean occupied() throws IOException {
        for (FileStatus entry : entries()) {
            if (!entry.getPath().getName().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private FileStatus[] entries() throws IOException {
        try {
            return files().listStatus(new Path(name));
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    private ShardState check(ShardState state) throws ShardException {
        if (!ShardState.FORMAT.equals(state.format())) {
            throw new ShardException("the shard folder " + name + " has the format '" + state.format() + "', wanted '"
                    + ShardState.FORMAT + "'; ingest the archive again");
        }
        return state;
    }
}
