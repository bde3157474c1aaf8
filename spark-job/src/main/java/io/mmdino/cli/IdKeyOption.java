package io.mmdino.cli;

import io.mmdino.ingest.IdKey;
import io.mmdino.ingest.IngestException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The secret that ids are hashed with, as an option of every command that reads an archive. */
final class IdKeyOption {

    @Option(
            names = "--id-key",
            paramLabel = "FILE",
            description = "Secret that ids are hashed with. Default: " + IdKey.VARIABLE + " in the environment.")
    private Optional<Path> idKey = Optional.empty();

    IdKey choose() {
        try {
            return IdKey.choose(idKey, System.getenv());
        } catch (IngestException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
