package io.mmdino.cli.models;

import io.mmdino.config.UsageException;
import io.mmdino.job.CommandSpark;
import io.mmdino.registry.AliasHistory;
import io.mmdino.registry.ModelVersion;
import io.mmdino.registry.Registry;
import io.mmdino.registry.RegistryException;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The option {@code --registry}, and what all subcommands ask of a registry. */
final class RegistryOption {

    @Option(
            names = "--registry",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the registry: a path or an address.")
    private String name;

    /** A request whose answer may be that something is not there. */
    interface Request<T> {
        T run() throws IOException;
    }

    /** @throws UsageException when there is no registry */
    Registry open() throws IOException {
        return found(() -> Registry.open(CommandSpark.hadoop(), name));
    }

    /** Opens the registry, which is made in a new or empty folder. */
    Registry openOrCreate() throws IOException {
        return Registry.openOrCreate(CommandSpark.hadoop(), name);
    }

    /** The version that a word of the command line names. */
    static ModelVersion version(Registry registry, String reference) throws IOException {
        return found(() -> registry.resolve(reference));
    }

    /** The history of an alias of the command line. */
    static AliasHistory alias(Registry registry, String alias) throws IOException {
        return found(() -> registry.alias(alias));
    }

    /** Turns words that name nothing into bad usage. */
    static <T> T found(Request<T> request) throws IOException {
        try {
            return request.run();
        } catch (RegistryException.Missing | IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
