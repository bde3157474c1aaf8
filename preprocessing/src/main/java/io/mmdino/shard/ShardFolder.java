package io.mmdino.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Sha256;
import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A folder of shards on a Hadoop file system: {@code _CURRENT} names the index and the manifest of the current state, the
 * index names its shards, and {@code run-N} folders hold them all.
 *
 * @param name as the user gave it
 */
public record ShardFolder(Configuration conf, String name) {

    /** The file of the {@link ShardState}; it exists once a run has finished. */
    public static final String CURRENT = "_CURRENT";

    private static final String RUN_PREFIX = "run-";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER = 1 << 16;

    /** More than the longest {@code _CURRENT} has. */
    private static final int CURRENT_BYTES = 1 << 20;

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

    /** The manifest that a run writes with its state of some number. */
    public String manifestName(long run, int wave) {
        return runFolder(run) + String.format("/manifest-%05d.parquet", wave);
    }

    /**
     * The state that readers see; empty when the folder does not exist, is empty, or no run has published one.
     *
     * @throws ShardException when the folder is no shard folder, of another version, or damaged
     */
    public Optional<ShardState> current() throws IOException {
        Optional<CurrentFile> file = currentFile();
        while (file.isPresent()) {
            CurrentFile now = file.get();
            try {
                return Optional.of(now.state(index(now.index())));
            } catch (FileNotFoundException e) {
                file = currentFile(); // another state has been published, and the index of the old one deleted
                if (file.filter(now::equals).isPresent()) {
                    throw new ShardException(
                            "the shard folder is incomplete: " + name + "/"
                                    + now.index().file() + " is missing; copy it again",
                            e);
                }
            }
        }
        return Optional.empty();
    }

    /** Which state readers see now; empty as {@link #current()} is. */
    public Optional<ShardState.Version> version() throws IOException {
        return currentFile().map(CurrentFile::version);
    }

    /** The manifest and index of the state that readers see now; empty as {@link #current()} is. */
    public Optional<ShardState.Files> currentFiles() throws IOException {
        return currentFile().map(CurrentFile::files);
    }

    Optional<CurrentFile> currentFile() throws IOException {
        try {
            return Optional.of(CurrentFile.read(name, Storage.bytes(conf, path(CURRENT), CURRENT_BYTES)));
        } catch (JsonProcessingException e) {
            throw new ShardException(
                    name + "/" + CURRENT + " is damaged; copy the folder again or ingest into a new one", e);
        } catch (FileNotFoundException e) {
            if (unfinished() || !occupied()) {
                return Optional.empty();
            }
            throw new ShardException(name + " exists and is not a shard folder; name the output of ingest", e);
        }
    }

    ShardIndex index(ShardState.FileSum file) throws IOException {
        byte[] text = Storage.bytes(conf, path(file.file()), Integer.MAX_VALUE);
        if (text.length != file.bytes() || !Sha256.hex(text).equals(file.sha256())) {
            throw damaged(file.file());
        }
        ShardIndex index = JSON.readValue(text, ShardIndex.class);
        if (!ShardIndex.FORMAT.equals(index.format())) {
            throw new ShardException("the index of the shard folder " + name + " has the format '" + index.format()
                    + "', wanted '" + ShardIndex.FORMAT + "'; ingest the archive again into a new folder");
        }
        return index;
    }

    /**
     * Reads a file through and compares it with what it has to be.
     *
     * @throws ShardException when it is missing or damaged
     */
    public void requireIntact(ShardState.FileSum file) throws IOException {
        MessageDigest digest = Sha256.digest();
        long bytes = 0;
        try (InputStream in = files().open(path(file.file()))) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
            }
        } catch (FileNotFoundException e) {
            throw new ShardException(
                    "the shard folder is incomplete: " + name + "/" + file.file() + " is missing; copy it again", e);
        } catch (ChecksumException e) { // of a local file that Hadoop keeps a checksum file of
            throw damaged(file.file());
        }
        if (bytes != file.bytes() || !HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw damaged(file.file());
        }
    }

    /** What is said of a file whose bytes are not those that were written. */
    ShardException damaged(String file) {
        return new ShardException(name + "/" + file + " is damaged: its bytes are not those that ingest wrote;"
                + " copy it again from where it is whole, or ingest into a new folder");
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
     * Makes {@code state} the one that readers see: its index is written, then {@code _CURRENT} is replaced.
     *
     * @throws ShardException when a file of its run is missing or of another length: on object stores, which have no locks, two
     *     runs can begin at once, and one that gives up clears away
     */
    public void publish(ShardState state) throws IOException {
        requireWhole(state);
        String file = runFolder(state.run())
                + String.format("/index-%05d.json", state.version().wave());
        byte[] index = JSON.writeValueAsBytes(ShardIndex.of(state));
        AtomicFile.write(conf, path(file), index, AtomicFile.Access.SHARED);
        byte[] text = CurrentFile.of(state, new ShardState.FileSum(file, index.length, Sha256.hex(index)))
                .text();
        AtomicFile.writeOnce(conf, path(CURRENT), out -> out.write(text), AtomicFile.Access.SHARED);
    }

    private void requireWhole(ShardState state) throws IOException {
        String run = runFolder(state.run()) + "/";
        List<ShardState.ShardFile> own = state.files().stream()
                .filter(file -> file.file().startsWith(run))
                .toList();
        Map<String, Long> there = own.isEmpty() ? Map.of() : lengths(path(run));
        for (ShardState.ShardFile file : own) {
            Long bytes = there.get(file.file());
            if (bytes == null || bytes != file.bytes()) {
                throw new ShardException(name + "/" + file.file() + " has "
                        + (bytes == null ? "gone" : bytes + " bytes") + ", wanted " + file.bytes()
                        + " bytes, as written: was another ingest at work there? run ingest again");
            }
        }
    }

    /** Lengths of all files below a folder, by their names in this one. */
    Map<String, Long> lengths(Path below) throws IOException {
        int prefix = files().makeQualified(new Path(name)).toString().length() + 1;
        Map<String, Long> lengths = new HashMap<>();
        RemoteIterator<LocatedFileStatus> listing = files().listFiles(below, true);
        while (listing.hasNext()) {
            LocatedFileStatus file = listing.next();
            lengths.put(file.getPath().toString().substring(prefix), file.getLen());
        }
        return lengths;
    }

    static long runNumber(String name) {
        return name.matches(RUN_PREFIX + "\\d{1,12}") ? Long.parseLong(name.substring(RUN_PREFIX.length())) : 0;
    }

    /** Whether a run has begun there. */
    private boolean unfinished() throws IOException {
        for (FileStatus entry : entries()) {
            if (runNumber(entry.getPath().getName()) > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean occupied() throws IOException {
        for (FileStatus entry : entries()) {
            if (!entry.getPath().getName().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    FileStatus[] entries() throws IOException {
        try {
            return files().listStatus(new Path(name));
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }
}
