package io.mmdino.registry;

import static io.mmdino.registry.Registries.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.disk.SealedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryVerificationTest {

    private final Configuration conf = new Configuration();

    @TempDir
    Path folder;

    private Registry registry;

    @BeforeEach
    void twoVersionsTwoMovesAndATag() throws IOException {
        registry = Registry.openOrCreate(conf, folder + "/models");
        for (String content : List.of("x", "y")) {
            ModelVersion version = registry.register(Registries.model(folder, content, 0), ANN);
            registry.move(registry.alias("champion"), version.number(), "", ANN);
        }
        registry.tag(registry.version(1), "a", "b", ANN);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("models"))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<String> faults() throws IOException {
        try {
            return RegistryVerification.of(Registry.open(conf, folder + "/models"))
                    .faults();
        } catch (RegistryException e) {
            return List.of(e.getMessage());
        }
    }

    @Test
    void aWholeRegistryHasNoFaults() throws IOException {
        RegistryVerification.Report report = RegistryVerification.of(registry);

        assertThat(report.faults()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.versions()).isEqualTo(2);
        assertThat(report.files()).isEqualTo(6);
        assertThat(files()).hasSize(1 + 2 + 2 + 2 * 4 + 2 + 1 + 3);
    }

    @Test
    void aFlippedBitInAnyFileIsFound() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 5)) {
                byte[] flipped = whole.clone();
                flipped[at] ^= 1;
                Files.write(file, flipped);
                assertThat(faults()).as(file + " byte " + at).isNotEmpty();
            }
            Files.write(file, whole);
        }
        assertThat(faults()).isEmpty();
    }

    @Test
    void anyMissingFileIsFound() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            Files.delete(file);
            assertThat(faults()).as(file.toString()).isNotEmpty();
            Files.write(file, whole);
        }
    }

    @Test
    void aManifestThatWasWrittenAnewIsFound() throws IOException {
        ModelVersion first = registry.version(1);
        ModelVersion forged = new ModelVersion(
                first.format(),
                1,
                0,
                first.created(),
                "eve",
                first.description(),
                first.codeVersion(),
                first.libraries(),
                first.hashes(),
                first.tags(),
                first.files());
        Files.write(folder.resolve("models/versions/v000001/manifest.json"), SealedJson.bytes(forged));

        assertThat(faults()).anyMatch(fault -> fault.contains("the manifest of version 1 is not the one"));
    }

    @Test
    void aMoveThatWasWrittenAnewBreaksTheChain() throws IOException {
        Path file = folder.resolve("models/aliases/champion/000001.json");
        AliasEvent first = registry.alias("champion").events().get(0);
        AliasEvent forged = new AliasEvent(
                first.format(),
                first.alias(),
                1,
                first.action(),
                0,
                2,
                first.manifest(),
                "eve",
                first.when(),
                "",
                "",
                first.id());
        Files.write(file, SealedJson.bytes(forged));

        assertThat(faults()).anyMatch(fault -> fault.contains("000002.json does not follow the one before it"));
    }

    @Test
    void aFileThatWasNotRegisteredIsFound() throws IOException {
        Files.writeString(folder.resolve("models/versions/v000001/checkpoints/extra.safetensors"), "x");

        assertThat(faults())
                .containsExactly(
                        "version 1 has a file that was not registered: checkpoints extra.safetensors; remove it");
    }

    @Test
    void aWholeAliasThatIsMissingIsFoundAndAReceiptThatIsMissingIsWrittenWithTheNextMove() throws IOException {
        Files.delete(folder.resolve("models/receipts/aliases.champion.000002.json"));
        assertThat(faults()).singleElement().asString().contains("000002.json of aliases champion has no receipt");
        registry.rollback(registry.alias("champion"), "", ANN);
        assertThat(faults()).isEmpty();

        try (Stream<Path> events = Files.list(folder.resolve("models/aliases/champion"))) {
            for (Path event : events.toList()) {
                Files.delete(event);
            }
        }
        Files.delete(folder.resolve("models/aliases/champion"));
        assertThat(faults()).hasSize(3);
    }

    @Test
    void faultsNameWhatTheyAreAbout() throws IOException {
        Path weights = folder.resolve("models/versions/v000002/checkpoints/step-00000006.safetensors");
        Files.writeString(weights, "short");
        Files.delete(folder.resolve("models/versions/v000001/settings.yaml"));

        assertThat(faults()).hasSize(2);
        assertThat(faults().get(0)).isEqualTo("the file settings.yaml of version 1 is missing; restore it from a copy");
        assertThat(faults().get(1))
                .startsWith("the file checkpoints step-00000006.safetensors of version 2 is damaged: it has 5 bytes");
    }
}
