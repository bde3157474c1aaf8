package io.mmdino.cli.models;

import io.mmdino.config.UsageException;
import io.mmdino.registry.Author;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options {@code --by} and {@code --why}: what a change of the registry records beside its time. */
final class AuthorOption {

    private static final int LONGEST = 2000;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who does it, for the history. Default: the account that runs the command.")
    private Optional<String> by = Optional.empty();

    @Option(names = "--why", paramLabel = "TEXT", description = "Why, for the history.")
    private String why = "";

    Author author() {
        return by.map(name -> UsageException.checked(() -> Author.named(name))).orElseGet(Author::here);
    }

    String why() {
        if (why.length() > LONGEST) {
            throw new UsageException("--why has " + why.length() + " characters, wanted at most " + LONGEST);
        }
        return why;
    }
}
