package io.mmdino.run;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a run lives: a folder of this machine, or an address elsewhere of which as much is copied here as has been asked for.
 */
public interface RunPlace extends AutoCloseable {

    /** Training that tells of its checkpoints. */
    @FunctionalInterface
    interface Work {
        void train(RunListener listener) throws IOException;
    }

    /**
     * @param name a path or an address
     * @param cache local folder for copies; empty for the run's own or one in the temporary folder
     */
    static RunPlace of(Configuration conf, String name, Optional<Path> cache) throws IOException {
        return Address.isElsewhere(name)
                ? StoredPlace.of(conf, Address.trimmed(name), cache)
                : new LocalPlace(Address.local(name), cache);
    }

    /**
     * The place of a run that there is, with its settings.
     *
     * @throws UsageException when there is none
     */
    static RunPlace existing(Configuration conf, String name, Optional<Path> cache) throws IOException {
        RunPlace place = of(conf, name, cache);
        try {
            place.require();
            return place;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** The run on this machine. */
    RunFolder folder();

    /** Where slice caches go. */
    Path cache();

    /** The place as every worker of the run finds it. */
    String address();

    /** A word that lets this start's workers write there, and nobody else's. */
    String session();

    /** How far the run is; 0 before the first checkpoint. */
    long iterations() throws IOException;

    /** Whether a best checkpoint is kept. */
    boolean hasBest() throws IOException;

    /** Sees to it that settings, provenance and, where there is one, the classifier are here. */
    void require() throws IOException;

    /** Sees to it that the checkpoint is here that a model is taken from; when empty the best, or else the last. */
    void requireModel(Optional<Checkpoint> wanted) throws IOException;

    /**
     * Takes the place for a run, or goes on with the same run there.
     *
     * @throws UsageException when it holds something else, or another train is at work there
     */
    void begin(Settings settings, Provenance origin) throws IOException;

    /** Trains on this machine from what the place holds; all checkpoints are there when it returns. */
    void train(RunListener listener, Work work) throws IOException;

    /** The run is over: what was written last must be where it belongs. */
    void finish() throws IOException;

    /** How a file of {@link #folder} is told to the user. */
    String shown(Path file);

    @Override
    void close() throws IOException;
}
