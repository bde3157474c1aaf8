package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run on a Hadoop file system whose files are copied to a local folder on demand. Every copy is verified by its SHA-256. */
public final class StoredRun {

    private static final Logger LOG = LoggerFactory.getLogger(StoredRun.class);
    private static final int TRIES = 3;

    private final RunStore store;
    private final Path local;

    /**
     * @param address such as {@code hdfs:///runs/1} or {@code s3a://bucket/run}
     * @param local an empty folder for the copies
     */
    public StoredRun(Configuration conf, String address, Path local) {
        this.store = new RunStore(conf, address);
        this.local = local;
    }

    /** Whether a run has begun there. */
    public boolean exists() throws IOException {
        return store.current().isPresent();
    }

    /** Whether the address is missing or an empty folder. */
    public boolean isVacant() throws IOException {
        return store.isEmpty();
    }

    /** Whether {@code address} holds a run, and not shards or anything else. */
    public static boolean isAt(Configuration conf, String address) throws IOException {
        return new RunStore(conf, address).isRun();
    }

    /** Whether the run has a file of that name. */
    public boolean has(String name) throws IOException {
        return store.current().map(state -> state.files().containsKey(name)).orElse(false);
    }

    /** Iteration of the newest checkpoint; 0 before the first. */
    public long iterations() throws IOException {
        return store.current().stream()
                .flatMap(state -> state.steps().stream())
                .findFirst()
                .map(name -> RunState.iteration(name).getAsLong())
                .orElse(0L);
    }

    /**
     * Copies a file of the run.
     *
     * @param name as in a local run folder
     * @return the copy; empty when the run has no such file
     * @throws CheckpointException when it is damaged, or the store fails
     */
    public Optional<Path> fetch(String name) throws IOException {
        for (int tried = 1; ; tried++) {
            Optional<StoredFile> file = store.current()
                    .flatMap(state -> Optional.ofNullable(state.files().get(name)));
            if (file.isEmpty()) {
                return Optional.empty();
            }
            Path copy = local.resolve(name);
            try {
                if (!Files.exists(copy) || !StoredFile.of(name, copy).equals(file.get())) {
                    store.fetch(file.get(), copy);
                }
                return Optional.of(copy);
            } catch (FileNotFoundException e) {
                // Tried again, because the run may just have replaced the file.
                if (tried == TRIES) {
                    throw new CheckpointException(
                            file.get().shortName() + " is missing at " + store.address()
                                    + ", which names it; take another checkpoint, or a copy of this folder",
                            e);
                }
            }
        }
    }

    /** Copies the newest checkpoint. A damaged or missing one is skipped with a warning. */
    public Optional<Path> fetchNewestStep() throws IOException {
        for (String name : store.current().map(RunState::steps).orElseThrow(this::gone)) {
            try {
                Optional<Path> copy = fetch(name);
                if (copy.isPresent()) {
                    return copy;
                }
            } catch (StoreFailures.RefusalException e) {
                throw e; // the checkpoint may be whole
            } catch (CheckpointException e) {
                LOG.warn("passing over a checkpoint: {}", e.getMessage());
            }
        }
        return Optional.empty();
    }

    private CheckpointException gone() {
        return new CheckpointException("there is no run at " + store.address() + "; name the --output of train");
    }

    /**
     * Takes the run over from an earlier writer, whose next write will fail.
     *
     * @param session unique to this start, without a slash
     */
    public RunWriter begin(String session) throws IOException {
        return RunWriter.claim(store, now -> now.orElse(RunState.empty(session)), session);
    }

    /**
     * Makes another writer of the same start.
     *
     * @param session the argument of {@link #begin}
     * @param part distinguishes this writer from others of the session
     * @throws CheckpointException when another start has taken the run over
     */
    public RunWriter join(String session, String part) throws IOException {
        RunStore.Change mine = now -> {
            RunState before = now.orElseThrow(this::gone);
            if (!before.writer().split("/", 2)[0].equals(session)) {
                throw RunWriter.superseded(store);
            }
            return before;
        };
        return RunWriter.claim(store, mine, session + "/" + part);
    }
}
