package io.mmdino.cli;

import io.mmdino.config.UsageException;
import io.mmdino.phantom.PhantomCohort;
import io.mmdino.privacy.IdKey;
import io.mmdino.privacy.IdKeyException;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** Options of all commands that read an archive: the secret key that ids are hashed with. */
final class IdKeyOption {

    @Option(
            names = "--id-key",
            paramLabel = "FILE",
            description = "Secret that ids are hashed with. Default: " + IdKey.VARIABLE + " in the environment.")
    private Optional<java.nio.file.Path> idKey = Optional.empty();

    @Option(
            names = "--insecure-ids",
            description =
                    "Take an archive without a secret, for data that is public: whoever knows an id can then find its"
                            + " study. Synthetic cohorts of phantom need neither: the file " + PhantomCohort.MARKER
                            + " in their folder says what they are.")
    private boolean insecure;

    /**
     * Reads the key for an archive.
     *
     * @throws UsageException when there is no secret, the archive is no synthetic cohort and {@code --insecure-ids} is not given
     */
    IdKey choose(Configuration conf, String input) throws IOException {
        IdKey key = choose();
        if (key.protects() || insecure || !isThere(conf, input, "") || isThere(conf, input, PhantomCohort.MARKER)) {
            return key;
        }
        throw new UsageException("there is no id key, and with the public one whoever knows a patient's id finds the"
                + " study: give a secret by --id-key FILE or " + IdKey.VARIABLE
                + " (make one with: openssl rand -hex 32)."
                + " For public data say --insecure-ids");
    }

    private static boolean isThere(Configuration conf, String folder, String file) throws IOException {
        Path path = file.isEmpty() ? new Path(folder) : new Path(folder, file);
        return Storage.of(conf, path).exists(path);
    }

    private IdKey choose() {
        try {
            return IdKey.choose(idKey, System.getenv());
        } catch (IdKeyException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
