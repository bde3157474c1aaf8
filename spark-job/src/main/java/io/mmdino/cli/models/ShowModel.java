package io.mmdino.cli.models;

import io.mmdino.disk.SealedJson;
import io.mmdino.registry.AliasEvent;
import io.mmdino.registry.ModelVersion;
import io.mmdino.registry.Registry;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code models show} command. */
@Command(
        name = "show",
        description =
                "Shows a version: its files with their SHA-256, what it was made from, tags, and the moves of aliases to"
                        + " and from it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ShowModel implements Callable<Integer> {

    private static final int SHOWN_DIGITS = 16;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "VERSION", description = "A version such as 3, or an alias such as champion.")
    private String reference;

    @Mixin
    private RegistryOption registry;

    @Option(names = "--json", description = "As JSON, with whole hashes.")
    private boolean json;

    /** The result as JSON. */
    private record Shown(
            ModelVersion version,
            String folder,
            List<String> aliases,
            Map<String, String> tags,
            List<AliasEvent> history) {}

    @Override
    public Integer call() throws IOException {
        Registry models = registry.open();
        ModelVersion version = RegistryOption.version(models, reference);
        List<String> aliases = new ArrayList<>();
        List<AliasEvent> history = new ArrayList<>();
        for (Map.Entry<String, Integer> alias : models.aliases().entrySet()) {
            if (alias.getValue() == version.number()) {
                aliases.add(alias.getKey());
            }
            models.alias(alias.getKey()).events().stream()
                    .filter(event -> event.from() == version.number() || event.to() == version.number())
                    .forEach(history::add);
        }
        print(new Shown(version, models.folder(version), aliases, models.tags(version), history));
        return ExitCode.DONE;
    }

    private void print(Shown shown) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(SealedJson.content(shown));
            return;
        }
        ModelVersion version = shown.version();
        TextTable facts = new TextTable("version", "" + version.number())
                .row("aliases", String.join(" ", shown.aliases()))
                .row("created", version.created() + " by " + version.createdBy())
                .row("parent", version.parent() == 0 ? "-" : "" + version.parent())
                .row("tags", ListModels.tags(shown.tags()))
                .row("description", version.description())
                .row("code", version.codeVersion())
                .row("libraries", ListModels.tags(version.libraries()))
                .row("folder", shown.folder());
        version.hashes().forEach((name, hash) -> facts.row("hash of " + name, hash));
        out.print(facts.text());
        TextTable files = new TextTable("FILE", "SIZE", "SHA-256");
        version.files()
                .forEach((name, content) -> files.row(
                        name, TextTable.size(content.bytes()), content.sha256().substring(0, SHOWN_DIGITS) + "..."));
        out.println();
        out.print(files.text());
        if (!shown.history().isEmpty()) {
            out.println();
            out.print(history(shown.history()));
        }
    }

    static String history(List<AliasEvent> events) {
        TextTable table = new TextTable("ALIAS", "MOVE", "FROM", "TO", "WHEN", "BY", "WHY");
        for (AliasEvent event : events) {
            table.row(
                    event.alias(),
                    event.number() + (event.action() == AliasEvent.Action.ROLLBACK ? " rollback" : ""),
                    event.from() == 0 ? "-" : "" + event.from(),
                    "" + event.to(),
                    event.when(),
                    event.who(),
                    event.why());
        }
        return table.text();
    }
}
