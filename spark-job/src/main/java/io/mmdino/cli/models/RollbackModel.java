package io.mmdino.cli.models;

import io.mmdino.registry.AliasEvent;
import io.mmdino.registry.AliasHistory;
import io.mmdino.registry.Registry;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code models rollback} command. */
@Command(
        name = "rollback",
        description =
                "Lets an alias name the version again that it named before; a second rollback goes one further back.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RollbackModel implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RegistryOption registry;

    @Option(names = "--alias", paramLabel = "NAME", defaultValue = "champion", description = "Default: champion.")
    private String alias;

    @Mixin
    private AuthorOption author;

    @Override
    public Integer call() throws IOException {
        Registry models = registry.open();
        AliasHistory history = RegistryOption.alias(models, alias);
        AliasEvent event = RegistryOption.found(() -> models.rollback(history, author.why(), author.author()));
        spec.commandLine()
                .getOut()
                .println(alias + " is version " + event.to() + " again, before it was " + event.from());
        return ExitCode.DONE;
    }
}
