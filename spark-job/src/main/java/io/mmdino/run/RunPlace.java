package io.mmdino.run;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.run.RunFolder.Checkpoint;
import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;

/** The place of a run: a folder of this machine, or an address on a Hadoop file system, whose files are copied here on demand. */
public interface RunPlace extends AutoCloseable {

    /** Training that reports its checkpoints to a listener. */
    @FunctionalInterface
    interface Work {
        void train(RunListener listener) throws IOException;
    }

    /**
     * The place of a run that may not exist yet.
     *
     * @param name a path or an address
     * @param cache local folder for copies; empty for the run's own folder or one in the temporary folder
     */
    static RunPlace of(Configuration conf, String name, Optional<Path> cache) throws IOException {
        return Address.isElsewhere(name)
                ? StoredPlace.of(conf, Address.trimmed(name), cache)
                : new LocalPlace(conf, Address.local(name), cache);
    }

    /**
     * The place of an existing run. Its settings are on this machine afterwards.
     *
     * @param name a path or an address, or a version of a registry such as {@code registry@champion}
     * @throws UsageException when there is no run
     */
    static RunPlace existing(Configuration conf, String name, Optional<Path> cache) throws IOException {
        Optional<RunPlace> registered = RegisteredPlace.find(conf, name, cache);
        RunPlace place = registered.isPresent() ? registered.get() : of(conf, name, cache);
        try {
            place.require();
            return place;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** The run's folder on this machine, or its copy. */
    RunFolder folder();

    /** Local folder of the slice cache. */
    Path cache();

    /** The absolute path, or the address, by which workers find the run. */
    String address();

    /** Identifies this start of the run: only its workers may write to the address. Empty for a local run. */
    String session();

    /** Iteration of the newest checkpoint; 0 before the first. */
    long iterations() throws IOException;

    /** Whether a best checkpoint has been saved. */
    boolean hasBest() throws IOException;

    /**
     * Fetches settings, provenance and, if there is one, the classifier.
     *
     * @throws UsageException when there is no run
     */
    void require() throws IOException;

    /** Fetches the checkpoint of a model; when {@code wanted} is empty the best, or the last if there is no best. */
    void requireModel(Optional<Checkpoint> wanted) throws IOException;

    /** How far the run has come; empty before its first checkpoint. */
    default OptionalLong done() throws IOException {
        long iterations = iterations();
        return iterations > 0 || hasBest() ? OptionalLong.of(iterations) : OptionalLong.empty();
    }

    /** Settings of the run here; empty when there is none, or none with a checkpoint, which other settings may replace. */
    Optional<Settings> begun() throws IOException;

    /**
     * Starts a run here, or continues the same run.
     *
     * @param origin provenance of this start, with its number of workers
     * @throws UsageException when the place holds something else
     * @throws io.mmdino.claim.BusyException when another training is at work there
     */
    void begin(Settings settings, Provenance origin) throws IOException;

    /** Trains on this machine from the newest checkpoint; all new checkpoints are at the place when it returns. */
    void train(RunListener listener, Work work) throws IOException;

    /** A request to whoever trains the run here to save a checkpoint at once. */
    CheckpointRequest request();

    /** Sends what was written after training: the classifier. */
    void finish() throws IOException;

    /** The path or address of a file of {@link #folder}, for messages. */
    String shown(Path file);

    @Override
    void close() throws IOException;
}
