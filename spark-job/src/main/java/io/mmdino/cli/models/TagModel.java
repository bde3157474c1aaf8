package io.mmdino.cli.models;

import io.mmdino.config.UsageException;
import io.mmdino.registry.Author;
import io.mmdino.registry.ModelVersion;
import io.mmdino.registry.Registry;
import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code models tag} command. */
@Command(
        name = "tag",
        description = "Sets tags of a version; KEY= removes one. The version's files stay as they are.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TagModel implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "VERSION", description = "A version such as 3, or an alias such as champion.")
    private String reference;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", arity = "1..*", description = "Tags to set.")
    private List<String> words = new ArrayList<>();

    @Mixin
    private RegistryOption registry;

    @Mixin
    private AuthorOption author;

    @Override
    public Integer call() throws IOException {
        Map<String, String> tags = tags(words);
        Author who = author.author();
        Registry models = registry.open();
        ModelVersion version = RegistryOption.version(models, reference);
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            RegistryOption.found(() -> {
                models.tag(version, tag.getKey(), tag.getValue(), who);
                return tag;
            });
        }
        spec.commandLine()
                .getOut()
                .println("version " + version.number() + " has the tags " + ListModels.tags(models.tags(version)));
        return ExitCode.DONE;
    }

    /** Words of the form {@code KEY=VALUE}. */
    static Map<String, String> tags(List<String> words) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new UsageException("a tag is '" + word + "', wanted KEY=VALUE");
            }
            tags.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return tags;
    }
}
