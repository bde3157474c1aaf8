package io.mmdino.cli.models;

import io.mmdino.disk.SealedJson;
import io.mmdino.registry.ModelVersion;
import io.mmdino.registry.Registry;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code models list} command. */
@Command(
        name = "list",
        description = "Lists the versions of a registry, newest first, with the aliases that name them.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ListModels implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RegistryOption registry;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    /** The result as JSON. */
    private record Listing(List<Entry> versions) {}

    private record Entry(
            int version,
            List<String> aliases,
            String created,
            String createdBy,
            int parent,
            long bytes,
            Map<String, String> tags,
            String description) {}

    @Override
    public Integer call() throws IOException {
        List<Entry> entries = entries(registry.open());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(SealedJson.content(new Listing(entries)));
        } else if (entries.isEmpty()) {
            out.println("no versions yet; models register adds one");
        } else {
            out.print(table(entries));
        }
        return ExitCode.DONE;
    }

    private static List<Entry> entries(Registry registry) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<ModelVersion, List<String>> row : registry.versions().entrySet()) {
            ModelVersion version = row.getKey();
            entries.add(
                    0,
                    new Entry(
                            version.number(),
                            row.getValue(),
                            version.created(),
                            version.createdBy(),
                            version.parent(),
                            version.bytes(),
                            registry.tags(version),
                            version.description()));
        }
        return entries;
    }

    private static String table(List<Entry> entries) {
        TextTable table = new TextTable("VERSION", "ALIASES", "CREATED", "BY", "PARENT", "SIZE", "TAGS", "DESCRIPTION");
        for (Entry entry : entries) {
            table.row(
                    "" + entry.version(),
                    String.join(" ", entry.aliases()),
                    entry.created(),
                    entry.createdBy(),
                    entry.parent() == 0 ? "-" : "" + entry.parent(),
                    TextTable.size(entry.bytes()),
                    tags(entry.tags()),
                    entry.description());
        }
        return table.text();
    }

    static String tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(" "));
    }
}
