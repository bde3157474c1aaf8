package io.mmdino.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.config.DefaultSettings;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.config.UsageException;
import io.mmdino.registry.Author;
import io.mmdino.registry.ModelVersion;
import io.mmdino.registry.Registration;
import io.mmdino.registry.Registry;
import io.mmdino.registry.RegistryException;
import io.mmdino.run.RunFolder.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Versions of a registry as runs, on a local disk and on S3. */
@Timeout(120)
class RegisteredPlaceTest {

    private static final String STEP = "checkpoints/step-00000006.safetensors";

    @TempDir
    Path folder;

    private final Map<String, Path> files = new TreeMap<>();
    private Configuration conf = new Configuration();

    @BeforeEach
    void filesOfARun() throws IOException {
        Settings defaults = DefaultSettings.reader().read(Settings.class, Optional.empty(), List.of());
        file("settings.yaml", new SettingsDocument(defaults).yaml());
        file("provenance.json", "{}");
        file("best.safetensors", "best weights");
        file(STEP, "last weights");
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve("run").resolve(name);
        Files.createDirectories(file.getParent());
        files.put(name, Files.writeString(file, text));
    }

    private Registry registered(String name) throws IOException {
        Registry registry = Registry.openOrCreate(conf, name);
        ModelVersion version =
                registry.register(new Registration(files, 0, "", "", Map.of(), Map.of(), Map.of()), Author.here());
        registry.move(registry.alias("champion"), version.number(), "", Author.here());
        return registry;
    }

    private RunPlace open(String name) throws IOException {
        return RunPlace.existing(conf, name, Optional.of(folder.resolve("cache")));
    }

    @Test
    void aVersionOnThisMachineIsReadWhereItLiesAndNothingIsAddedToIt() throws IOException {
        registered(folder + "/models");
        Path version = folder.resolve("models/versions/v000001");
        try (RunPlace place = open(folder + "/models@champion")) {
            place.requireModel(Optional.empty());
            assertThat(place.folder().folder()).isEqualTo(version);
            assertThat(place.folder().name()).endsWith("models@champion (v000001)");
            assertThat(place.folder().checkpoints().best()).contains(version.resolve("best.safetensors"));
            assertThat(place.folder().settings(List.of()).model()).isNotNull();
            assertThat(place.cache()).isEqualTo(folder.resolve("cache"));
            assertThat(place.hasBest()).isTrue();
            assertThat(place.iterations()).isEqualTo(6);
            assertThat(place.shown(version.resolve(STEP))).endsWith("models/versions/v000001/" + STEP);
            assertThatThrownBy(place::finish)
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("does not change");
        }
        try (Stream<Path> all = Files.walk(version)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(5);
        }
    }

    @Test
    void aRunFolderWhoseNameHasSuchAnEndComesFirst() throws IOException {
        Files.move(folder.resolve("run"), folder.resolve("run@champion"));
        try (RunPlace place = open(folder + "/run@champion")) {
            assertThat(place.folder().folder()).isEqualTo(folder.resolve("run@champion"));
        }
    }

    @Test
    void whatIsNotThereIsBadUsage() throws IOException {
        registered(folder + "/models");
        for (String name : new String[] {"/models@none", "/models@2", "/none@1"}) {
            assertThatThrownBy(() -> open(folder + name)).as(name).isInstanceOf(UsageException.class);
        }
    }

    @Test
    void filesOfARegistryOnS3AreCopiedAndVerified() throws IOException, InterruptedException {
        try (S3Server server = S3Server.start();
                FaultyLink link = FaultyLink.to(server.port())) {
            Bucket bucket = Bucket.make("registered", link);
            StoreDefaults.unsetIn(conf).forEach(conf::set);
            bucket.settings().forEach(conf::set);
            registered(bucket.at("models"));
            Path copies;
            try (RunPlace place = open(bucket.at("models") + "@1")) {
                copies = place.folder().folder();
                assertThat(copies.resolve("settings.yaml")).exists();
                assertThat(copies.resolve("best.safetensors")).doesNotExist();
                place.requireModel(Optional.empty());
                assertThat(copies.resolve("best.safetensors")).hasContent("best weights");
                place.requireModel(Optional.of(Checkpoint.LAST));
                assertThat(copies.resolve(STEP)).hasContent("last weights");
            }
            assertThat(copies).doesNotExist();

            Files.writeString(folder.resolve("other"), "bad  weights");
            bucket.upload(folder.resolve("other"), "models/versions/v000001/best.safetensors");
            try (RunPlace place = open(bucket.at("models") + "@champion")) {
                assertThatThrownBy(() -> place.requireModel(Optional.empty()))
                        .isInstanceOf(RegistryException.class)
                        .hasMessageContaining("the file best.safetensors of version 1 is damaged");
            }
        }
    }
}
