package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.config.DefaultSettings;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Outputs that earlier versions have left on disks and in scripts, byte for byte: a change of the code's layout must not
 * change them. A change that is meant updates the golden value in the same commit and says so.
 */
class FrozenOutputsTest {

    private static final int HELP_WIDTH = 100;

    @TempDir
    Path folder;

    @Test
    void theHelpOfEveryCommandIsThatOfTheGoldenFile() throws IOException {
        StringBuilder help = new StringBuilder();
        appendHelp(Main.commandLine(), help);
        assertThat(help.toString()).isEqualTo(golden("help.txt"));
    }

    private static void appendHelp(CommandLine command, StringBuilder all) {
        command.setUsageHelpAutoWidth(false).setUsageHelpWidth(HELP_WIDTH);
        all.append("== ").append(command.getCommandSpec().qualifiedName()).append('\n');
        all.append(command.getUsageMessage(Ansi.OFF)).append('\n');
        command.getSubcommands().values().forEach(sub -> appendHelp(sub, all));
    }

    @Test
    void theDefaultSettingsAreWrittenAsInTheGoldenFile() throws IOException {
        Settings defaults = DefaultSettings.reader().read(Settings.class, Optional.empty(), List.of());
        assertThat(new SettingsDocument(defaults).yaml()).isEqualTo(golden("settings.yaml"));
    }

    @Test
    void shardsAndARunOverThemAreThoseOfTheGoldenValues() throws IOException {
        Path archive = folder.resolve("archive");
        Path shards = folder.resolve("shards");
        Path run = folder.resolve("run");
        Path recipe = Files.writeString(folder.resolve("recipe.yaml"), TinyRecipe.YAML);
        done("phantom", "--output", archive, "--studies", 3, "--seed", 1, "--labelled", 1, "--size", 64);
        done("ingest", "--input", archive, "--output", shards, "--set", "ingest.slices-per-axis=3");
        done("train", "--shards", shards, "--output", run, "--config", recipe, "--set", "optim.epochs=1");

        JsonNode state = new ObjectMapper().readTree(shards.resolve("_CURRENT").toFile());
        assertThat(state.get("settings_hash").asText()).isEqualTo("44ad02949ea55824769bf3848d1feafa");
        Map<String, String> hashes = new TreeMap<>();
        Path index = shards.resolve(state.get("index").get("file").asText());
        for (JsonNode study : new ObjectMapper().readTree(index.toFile()).get("studies")) {
            hashes.put(study.get("study").asText(), study.get("sha256").asText());
        }
        assertThat(hashes)
                .isEqualTo(Map.of(
                        "012e33a549b8888c9fd58a7470f733fb",
                        "7392367f097fddb0863f52b7f707bdf33efe34257a410464acf1a8cede4a1c2b",
                        "6178fbad44ef79fa05214fc552a7d3d6",
                        "0f6db88ccc13731d46cb1846c483a9a49b5600217026fd4912bd1a3439b3008b",
                        "97edcaf82b9be6abe6367d444ae00aa2",
                        "b59bf820efccd5dcbc0fd3b007be358e7331348bdbc2bdb788bcab6d254fe283"));

        assertThat(Files.readString(run.resolve("settings.yaml"))).isEqualTo(golden("run-settings.yaml"));
        JsonNode provenance =
                new ObjectMapper().readTree(run.resolve("provenance.json").toFile());
        assertThat(provenance.get("settingsHash").asText())
                .isEqualTo("6e23e8e0695e90e4557ddba7d871c7f4a509dfc74333769563da0b588e874b43");
    }

    private static void done(Object... words) {
        CommandRun run = CommandRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = FrozenOutputsTest.class.getResourceAsStream("/golden/outputs/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
