package io.mmdino.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mmdino.checkpoint.CheckpointException;
import io.mmdino.claim.Claim;
import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.Sha256;
import io.mmdino.storage.Storage;
import io.mmdino.storage.StoreRetries;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A run on a Hadoop file system. Its objects are never overwritten: each has its content's hash in its name, and {@code
 * _CURRENT}, replaced atomically after them, lists those of the current state with length and SHA-256. So readers see the run
 * as it was at one moment, whatever fails, and a partial object is never read as a checkpoint.
 */
final class RunStore {

    static final String CURRENT = "_CURRENT";

    private static final int LONGEST_STATE = 1 << 20;

    /** Objects, and temporary files that an interrupted write leaves on HDFS. */
    private static final Pattern OURS =
            Pattern.compile("(checkpoints/)?(\\w[\\w-]*|\\.[\\w-]+)\\.[0-9a-f]{12}\\.[a-z]+(\\.tmp)?");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Configuration conf;
    private final String address;
    private final StoreRetries retries;
    private final StoreFailures failures;

    /** @param address address of the run folder, such as {@code s3a://bucket/run} */
    RunStore(Configuration conf, String address) {
        this.conf = conf;
        this.address = address;
        retries = StoreRetries.setIn(conf);
        failures = new StoreFailures(address, retries.limit());
    }

    String address() {
        return address;
    }

    /** The current state; empty when no run has begun there. */
    Optional<RunState> current() throws IOException {
        try {
            RunState state = JSON.readValue(text(), RunState.class);
            if (!RunState.FORMAT.equals(state.format())) {
                throw new CheckpointException(address + " has the format '" + state.format() + "', wanted '"
                        + RunState.FORMAT + "': it is no run, or one of another version");
            }
            return Optional.of(state);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(address + "/" + CURRENT + " is no run's; name the --output of train", e);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Whether the address holds a run, of this version or another. */
    boolean isRun() throws IOException {
        try {
            return JSON.readTree(text()).path("format").asText().startsWith(RunState.ANY_FORMAT);
        } catch (JsonProcessingException | FileNotFoundException e) {
            return false;
        }
    }

    private byte[] text() throws IOException {
        // A longer file is cut, which makes it invalid JSON: it is no run's.
        return failures.named("read " + CURRENT, () -> Storage.bytes(conf, path(CURRENT), LONGEST_STATE));
    }

    /** Whether the address is missing or a folder that is empty but for a claim. */
    boolean isEmpty() throws IOException {
        return failures.named("list", () -> {
            try {
                FileStatus[] there = Storage.of(conf, path("")).listStatus(path(""));
                return Arrays.stream(there)
                        .allMatch(file -> file.getPath().getName().equals(Claim.NAME));
            } catch (FileNotFoundException e) {
                return true;
            }
        });
    }

    /** Writes an object and checks its length in the store. */
    void put(StoredFile file, java.nio.file.Path local) throws IOException {
        Path object = path(file.object());
        failures.named(
                "write " + file.shortName(),
                () -> retries.run("write an object of a run", () -> {
                    AtomicFile.writeOnce(conf, object, out -> Files.copy(local, out), AtomicFile.Access.SHARED);
                    long found =
                            Storage.once(conf, object).getFileStatus(object).getLen();
                    if (found != file.bytes()) {
                        throw new IOException("it has " + found + " bytes, wanted " + file.bytes());
                    }
                    return found;
                }));
    }

    /** Computes a new state from the current one, which is empty when no run has begun. */
    @FunctionalInterface
    interface Change {
        RunState of(Optional<RunState> now) throws IOException;
    }

    /**
     * Replaces the current state. After a failure of the store the change is computed again from the state then current, because
     * another writer may have replaced it.
     */
    RunState update(Change change) throws IOException {
        return failures.named(
                "write " + CURRENT,
                () -> retries.run("write the state of a run", () -> {
                    RunState next = change.of(current());
                    byte[] text = JSON.writeValueAsBytes(next);
                    AtomicFile.writeOnce(conf, path(CURRENT), out -> out.write(text), AtomicFile.Access.SHARED);
                    return next;
                }));
    }

    /**
     * Copies an object to a local file, atomically.
     *
     * @throws CheckpointException when its content is not that of {@code file}
     * @throws FileNotFoundException when it is missing
     */
    void fetch(StoredFile file, java.nio.file.Path local) throws IOException {
        failures.named("read " + file.shortName(), () -> {
            AtomicFile.write(local, out -> copy(file, out));
            return local;
        });
    }

    private void copy(StoredFile file, OutputStream out) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(open(file.object()), digest)) {
            in.transferTo(out);
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        if (!hash.equals(file.sha256())) {
            throw new CheckpointException(file.shortName() + " at " + address + " is damaged: its SHA-256 is " + hash
                    + ", written was " + file.sha256());
        }
    }

    /**
     * Deletes objects of runs that {@code state} does not list: older ones, and those of interrupted writers. Other files stay.
     */
    void clear(RunState state) throws IOException {
        Set<String> named = new HashSet<>();
        state.files().values().forEach(file -> named.add(file.object()));
        failures.named("clear away old objects", () -> {
            int prefix = Storage.of(conf, path(""))
                            .makeQualified(path(""))
                            .toString()
                            .length()
                    + 1;
            RemoteIterator<LocatedFileStatus> all = Storage.of(conf, path("")).listFiles(path(""), true);
            while (all.hasNext()) {
                Path file = all.next().getPath();
                String object = file.toString().substring(prefix);
                if (OURS.matcher(object).matches() && !named.contains(object)) {
                    Storage.of(conf, file).delete(file, false);
                }
            }
            return named;
        });
    }

    private InputStream open(String object) throws IOException {
        return Storage.of(conf, path(object)).open(path(object));
    }

    private Path path(String object) {
        return object.isEmpty() ? new Path(address) : new Path(address, object);
    }
}
