package io.mmdino.cli.models;

import io.mmdino.config.UsageException;
import io.mmdino.gate.Verdict;
import io.mmdino.job.CommandSpark;
import io.mmdino.registry.AliasEvent;
import io.mmdino.registry.AliasHistory;
import io.mmdino.registry.ModelVersion;
import io.mmdino.registry.Registry;
import io.mmdino.registry.VersionFiles;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code models promote} command. */
@Command(
        name = "promote",
        description = {
            "Lets an alias name another version, in one step and with a record.",
            "A new champion needs a verdict.json that blesses it beside the champion of now; the first champion needs none."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PromoteModel implements Callable<Integer> {

    private static final String CHAMPION = "champion";
    private static final int LARGEST_VERDICT = 16 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "VERSION", description = "A version such as 3, or an alias such as challenger.")
    private String reference;

    @Mixin
    private RegistryOption registry;

    @Option(names = "--alias", paramLabel = "NAME", defaultValue = CHAMPION, description = "Default: champion.")
    private String alias;

    @Option(names = "--force", description = "Without a verdict that blesses it; say why by --why, which is recorded.")
    private boolean force;

    @Mixin
    private AuthorOption author;

    @Override
    public Integer call() throws IOException {
        Registry models = registry.open();
        AliasHistory history = RegistryOption.alias(models, alias);
        ModelVersion version = RegistryOption.version(models, reference);
        OptionalInt now = history.current();
        if (now.isPresent() && now.getAsInt() == version.number()) {
            spec.commandLine().getOut().println(alias + " is version " + version.number() + " already");
            return ExitCode.NOTHING_NEW;
        }
        if (alias.equals(CHAMPION) && now.isPresent()) {
            requireBlessed(models, version, models.version(now.getAsInt()));
        }
        AliasEvent event = models.move(history, version.number(), author.why(), author.author());
        spec.commandLine()
                .getOut()
                .println(alias + " is version " + event.to()
                        + (event.from() == 0 ? ", the first" : ", before it was " + event.from()));
        return ExitCode.DONE;
    }

    private void requireBlessed(Registry models, ModelVersion version, ModelVersion champion) throws IOException {
        Optional<String> fault = fault(models, version, champion);
        if (fault.isEmpty()) {
            return;
        }
        if (!force) {
            throw new UsageException(fault.get() + "; --force promotes it all the same");
        }
        if (author.why().isBlank()) {
            throw new UsageException(fault.get() + "; --force wants a reason by --why TEXT");
        }
    }

    /** Why the version may not follow the champion; empty when its verdict blesses it. */
    private static Optional<String> fault(Registry models, ModelVersion version, ModelVersion champion)
            throws IOException {
        String name = "version " + version.number();
        Optional<byte[]> file =
                new VersionFiles(CommandSpark.hadoop(), models, version).bytes(Verdict.FILE, LARGEST_VERDICT);
        if (file.isEmpty()) {
            return Optional.of(
                    name + " has no " + Verdict.FILE + ", so nothing says that it is as good as the champion");
        }
        Verdict verdict = Verdict.read(file.get());
        if (!verdict.isBlessed()) {
            return Optional.of(name + " is NOT_BLESSED: " + String.join("; ", verdict.reasons()));
        }
        boolean sameChampion = verdict.champion().equals(champion.name())
                || verdict.champion().equals(champion.hashes().get("model"));
        return sameChampion
                ? Optional.empty()
                : Optional.of("the verdict of " + name + " compares it with "
                        + (verdict.champion().isEmpty() ? "no champion" : verdict.champion())
                        + ", but the champion is version " + champion.number());
    }
}
