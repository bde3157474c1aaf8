package io.mmdino.registry;

import static io.mmdino.registry.Registries.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.registry.AliasEvent.Action;
import io.mmdino.registry.RegistryException.Conflict;
import io.mmdino.registry.RegistryException.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {

    private final Configuration conf = new Configuration();

    @TempDir
    Path folder;

    private Registry registry;

    @BeforeEach
    void open() throws IOException {
        registry = Registry.openOrCreate(conf, folder + "/models");
    }

    private ModelVersion register(String content) throws IOException {
        return registry.register(Registries.model(folder, content, 0), ANN);
    }

    private void promote(String alias, int version) throws IOException {
        registry.move(registry.alias(alias), version, "better", ANN);
    }

    @Test
    void aVersionHoldsItsFilesAndSaysWhereTheyComeFrom() throws IOException {
        ModelVersion first = register("x");
        ModelVersion second = registry.register(Registries.model(folder, "y", 1), ANN);

        assertThat(first.name()).isEqualTo("v000001");
        assertThat(second.parent()).isEqualTo(1);
        assertThat(registry.numbers()).containsExactly(1, 2);
        ModelVersion read = Registry.open(conf, folder + "/models").version(2);
        assertThat(read).isEqualTo(second);
        assertThat(read.created()).isEqualTo("2026-11-28T10:00:00Z");
        assertThat(read.createdBy()).isEqualTo("ann");
        assertThat(read.libraries()).containsEntry("java", "17");
        assertThat(Path.of(registry.folder(read)).resolve("checkpoints/step-00000006.safetensors"))
                .hasContent("checkpoints/step-00000006.safetensors y");
        assertThat(read.files().get("settings.yaml").bytes()).isEqualTo("settings.yaml y".length());
    }

    @Test
    void anAliasMovesWithItsHistory() throws IOException {
        register("x");
        register("y");
        promote("champion", 1);
        promote("champion", 2);

        assertThat(registry.resolve("champion").number()).isEqualTo(2);
        assertThat(registry.aliases()).isEqualTo(Map.of("champion", 2));
        List<AliasEvent> events = registry.alias("champion").events();
        assertThat(events).extracting(AliasEvent::from).containsExactly(0, 1);
        assertThat(events).extracting(AliasEvent::to).containsExactly(1, 2);
        assertThat(events.get(1).who()).isEqualTo("ann");
        assertThat(events.get(1).why()).isEqualTo("better");
        assertThat(events.get(1).when()).isEqualTo("2026-11-28T10:00:00Z");
        assertThat(registry.versions().values()).containsExactly(List.of(), List.of("champion"));
    }

    @Test
    void rollbacksGoBackOneVersionEachAndAreRecorded() throws IOException {
        for (String content : List.of("x", "y", "z")) {
            promote("champion", register(content).number());
        }
        registry.rollback(registry.alias("champion"), "worse at site B", ANN);
        assertThat(registry.resolve("champion").number()).isEqualTo(2);
        registry.rollback(registry.alias("champion"), "", ANN);
        assertThat(registry.resolve("champion").number()).isEqualTo(1);
        assertThatThrownBy(() -> registry.rollback(registry.alias("champion"), "", ANN))
                .isInstanceOf(Missing.class)
                .hasMessageContaining("no earlier version to go back to");
        promote("champion", 3);
        registry.rollback(registry.alias("champion"), "", ANN);
        assertThat(registry.resolve("champion").number()).isEqualTo(1);
        assertThat(registry.alias("champion").events())
                .extracting(AliasEvent::action)
                .containsExactly(
                        Action.SET,
                        Action.SET,
                        Action.SET,
                        Action.ROLLBACK,
                        Action.ROLLBACK,
                        Action.SET,
                        Action.ROLLBACK);
        assertThat(RegistryVerification.of(registry).faults()).isEmpty();
    }

    @Test
    void aDecisionOnAnOldHistoryIsRefused() throws IOException {
        register("x");
        register("y");
        AliasHistory seen = registry.alias("champion");
        promote("champion", 1);

        assertThatThrownBy(() -> registry.move(seen, 2, "", ANN))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("aliases champion was changed by somebody else in the same moment");
        assertThat(registry.resolve("champion").number()).isEqualTo(1);
    }

    @Test
    void tagsAreSetChangedAndRemoved() throws IOException {
        ModelVersion version = register("x");
        registry.tag(version, "approved-by", "board", ANN);
        registry.tag(version, "data", "other", ANN);
        registry.tag(version, "approved-by", "", ANN);

        assertThat(registry.tags(version)).isEqualTo(Map.of("data", "other"));
        assertThat(registry.tagLog(1).events()).hasSize(3);
        assertThatThrownBy(() -> registry.tag(version, "a b", "x", ANN)).hasMessageContaining("a tag's key is 'a b'");
        assertThatThrownBy(() -> registry.tag(version, "a", "x\ny", ANN)).hasMessageContaining("no line ends");
    }

    @ParameterizedTest
    @ValueSource(strings = {"champion", "1", "v1", "v000001"})
    void aReferenceIsAnAliasOrANumber(String reference) throws IOException {
        register("x");
        promote("champion", 1);

        assertThat(registry.resolve(reference).number()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        register("x");
        promote("champion", 1);
        assertThatThrownBy(() -> registry.resolve("challenger"))
                .isInstanceOf(Missing.class)
                .hasMessageContaining("no alias 'challenger', only [champion]");
        assertThatThrownBy(() -> registry.resolve("7"))
                .isInstanceOf(Missing.class)
                .hasMessageContaining("no version 7");
        assertThatThrownBy(() -> promote("champion", 7)).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> registry.register(Registries.model(folder, "y", 9), ANN))
                .hasMessageContaining("no version 9");
        assertThatThrownBy(() -> Registry.open(conf, folder + "/none"))
                .isInstanceOf(Missing.class)
                .hasMessageContaining("holds no registry of models");
        Files.createDirectories(folder.resolve("other"));
        Files.writeString(folder.resolve("other/file"), "x");
        assertThatThrownBy(() -> Registry.openOrCreate(conf, folder + "/other"))
                .hasMessageContaining("holds something else than a registry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Champion", "v3", "3", "a/b", "..", "", "champion\n"})
    void namesThatCouldBeMistakenAreNoAliases(String alias) {
        assertThatThrownBy(() -> registry.alias(alias)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../settings.yaml", "a/b", "/etc/passwd", "manifest.json", "", ".hidden", "checkpoints/../x"})
    void filesThatWouldLeadOutOfAVersionAreRefused(String name) {
        assertThatThrownBy(() -> new Registration(Map.of(name, folder), 0, "", "", Map.of(), Map.of(), Map.of()))
                .hasMessageContaining("a version cannot hold a file named");
    }

    @Test
    void aRegistrationThatWasKilledLeavesANumberThatNoVersionHas() throws IOException {
        register("x");
        Registration gone = Registries.model(folder, "y", 0);
        Files.delete(gone.files().get("settings.yaml"));
        assertThatThrownBy(() -> registry.register(gone, ANN)).isInstanceOf(IOException.class);

        assertThat(registry.numbers()).containsExactly(1);
        assertThat(register("z").number()).isEqualTo(3);
        RegistryVerification.Report report = RegistryVerification.of(registry);
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("registration of version 2 has not ended");
    }

    @Test
    void addressesOfModelsAreParsed() {
        assertThat(ModelUri.parse("models@champion")).isEqualTo(Optional.of(new ModelUri("models", "champion")));
        assertThat(ModelUri.parse("s3a://b/models@3")).isEqualTo(Optional.of(new ModelUri("s3a://b/models", "3")));
        assertThat(ModelUri.parse("/a@b/models@v12")).isEqualTo(Optional.of(new ModelUri("/a@b/models", "v12")));
        for (String other : new String[] {"run", "@champion", "run@", "run@A", "abfss://c@host.net/run", "a@b/c"}) {
            assertThat(ModelUri.parse(other)).as(other).isEmpty();
        }
    }
}
