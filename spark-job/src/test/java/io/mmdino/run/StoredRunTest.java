package io.mmdino.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.checkpoint.CheckpointException;
import io.mmdino.storage.StoreRetries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in a store, which here is a folder. */
class StoredRunTest {

    private final Configuration conf = new Configuration();

    @TempDir
    Path temp;

    private StoredRun run(String copy) {
        return new StoredRun(conf, temp.resolve("store").toUri().toString(), temp.resolve(copy));
    }

    private Path file(String name, String content) throws IOException {
        Path file = temp.resolve("work").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static String step(int iteration) {
        return "checkpoints/step-%08d.safetensors".formatted(iteration);
    }

    private void commit(RunWriter writer, String name, String content) throws IOException {
        writer.commit(Map.of(name, file(name, content)));
    }

    private List<String> objects() throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("store"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> temp.resolve("store").relativize(file).toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }

    private Path object(String beginning) throws IOException {
        String name = objects().stream()
                .filter(object -> object.startsWith(beginning))
                .findFirst()
                .orElseThrow();
        return temp.resolve("store").resolve(name);
    }

    @Test
    void whatIsCommittedIsFetchedAndOnlyTheLastThreeStepsAreKept() throws IOException {
        RunWriter writer = run("a").begin("one");
        commit(writer, "settings.yaml", "a: 1");
        for (int iteration = 10; iteration <= 50; iteration += 10) {
            commit(writer, step(iteration), "weights " + iteration);
        }
        StoredRun reader = run("b");
        assertThat(reader.iterations()).isEqualTo(50);
        assertThat(reader.fetch("settings.yaml").orElseThrow()).hasContent("a: 1");
        assertThat(reader.fetchNewestStep().orElseThrow()).hasFileName("step-00000050.safetensors");
        assertThat(reader.fetch("best.safetensors")).isEmpty();
        assertThat(objects())
                .hasSize(5)
                .filteredOn(name -> name.startsWith("checkpoints/"))
                .hasSize(3);
    }

    @Test
    void damageThatKeepsTheLengthIsNoticedAndTheCheckpointBeforeIsTaken() throws IOException {
        RunWriter writer = run("a").begin("one");
        commit(writer, step(1), "whole");
        commit(writer, step(2), "spoilt");
        Files.writeString(object("checkpoints/step-00000002"), "Spoilt");
        StoredRun reader = run("b");
        assertThat(reader.fetchNewestStep().orElseThrow())
                .hasFileName("step-00000001.safetensors")
                .hasContent("whole");
        assertThatThrownBy(() -> reader.fetch(step(2)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is damaged: its SHA-256 is");
        assertThat(temp.resolve("b").resolve(step(2))).doesNotExist();
    }

    @Test
    void anObjectThatNoStateNamesIsNeverLoadedAndIsClearedByTheNextWriter() throws IOException {
        RunWriter writer = run("a").begin("one");
        commit(writer, step(1), "whole");
        Path half = temp.resolve("store/checkpoints/step-00000002.0123456789ab.safetensors");
        Files.writeString(half, "ha");
        Path notes = Files.writeString(temp.resolve("store/notes.txt"), "of somebody");
        assertThat(run("b").fetchNewestStep().orElseThrow()).hasFileName("step-00000001.safetensors");
        run("c").begin("two");
        assertThat(half).doesNotExist();
        assertThat(notes).exists();
    }

    @Test
    void oldObjectsThatMayNotBeDeletedEndNoRun() throws IOException {
        HookedFileSystem.before = (request, file) -> {
            if (request.equals("delete")) {
                throw new AccessControlException("Permission denied: " + file);
            }
        };
        StoredRun kept = hooked("a");
        RunWriter writer = kept.begin("one");
        for (int iteration = 1; iteration <= 5; iteration++) {
            commit(writer, step(iteration), "step " + iteration);
        }
        assertThat(kept.iterations()).isEqualTo(5);
        assertThat(kept.has(step(2))).isFalse();
        assertThat(objects()).hasSize(6);
        run("b").begin("two");
        assertThat(objects()).hasSize(4);
    }

    /** The address of a model may belong to somebody else. */
    @ParameterizedTest
    @ValueSource(
            strings = {"../step-00000001.safetensors", "/tmp/step-00000001.safetensors", "checkpoints/../../x.json"})
    void aStateWhoseNamesLeadOutOfTheRunIsNone(String name) throws IOException {
        commit(run("a").begin("one"), step(1), "whole");
        Path current = temp.resolve("store/_CURRENT");
        String state = Files.readString(current);
        for (String own : List.of(step(1), object("checkpoints/").getFileName().toString())) {
            int at = state.indexOf(own);
            int begin = state.lastIndexOf('"', at) + 1;
            Files.writeString(current, state.substring(0, begin) + name + state.substring(at + own.length()));
            assertThatThrownBy(() -> run("b" + own.length()).fetchNewestStep())
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("is no run's");
        }
    }

    @Test
    void theLastToBeginHasTheRunAndTheOthersSayWhyTheyStop() throws IOException {
        RunWriter first = run("a").begin("one");
        RunWriter worker = run("b").join("one", "0");
        commit(worker, step(1), "of the worker");
        assertThatThrownBy(() -> commit(first, step(2), "late")).hasMessageContaining("another train has taken over");
        RunWriter second = run("c").begin("two");
        assertThatThrownBy(() -> commit(worker, step(2), "late")).hasMessageContaining("another train has taken over");
        assertThatThrownBy(() -> run("d").join("one", "1")).hasMessageContaining("another train has taken over");
        assertThatCode(() -> commit(second, step(2), "of the second")).doesNotThrowAnyException();
        assertThat(run("e").iterations()).isEqualTo(2);
    }

    @Test
    void aMirrorSendsEachCheckpointWithTheFiguresUpToIt() throws IOException {
        Path local = Files.createDirectories(temp.resolve("a"));
        RunWriter writer = run("a").begin("one");
        try (RunMirror mirror = new RunMirror(local, writer)) {
            for (int iteration = 1; iteration <= 5; iteration++) {
                Files.writeString(local.resolve("metrics.jsonl"), "{\"iteration\":" + iteration + "}\n");
                Path file = local.resolve(step(iteration));
                Files.createDirectories(file.getParent());
                Files.writeString(file, "weights " + iteration);
                mirror.saved(file);
                Files.delete(file); // training prunes its own
            }
            Files.writeString(local.resolve("metrics.jsonl"), "half a li");
            mirror.finish();
        }
        assertThat(run("b").iterations()).isEqualTo(5);
        assertThat(run("b").fetchNewestStep().orElseThrow()).hasContent("weights 5");
        assertThat(run("b").fetch("metrics.jsonl").orElseThrow()).hasContent("{\"iteration\":5}\n");
    }

    private StoredRun hooked(String local) {
        conf.set("fs.hooked.impl", HookedFileSystem.class.getName());
        conf.set(StoreRetries.TIMEOUT, "1s");
        conf.set(StoreRetries.PAUSE, "1ms");
        return new StoredRun(conf, "hooked://" + temp.resolve("store"), temp.resolve(local));
    }

    @AfterEach
    void theStoreIsWellAgain() {
        HookedFileSystem.before = (request, file) -> {};
    }

    @Test
    void aStoreThatRefusesIsTriedAgainUntilItsLimitIsOver() throws IOException {
        RunWriter writer = hooked("a").begin("one");
        commit(writer, step(1), "whole");
        AtomicInteger tries = new AtomicInteger();
        HookedFileSystem.before = (request, file) -> {
            if (request.equals("create") && file.startsWith("step-00000002")) {
                tries.incrementAndGet();
                throw new IOException("503");
            }
        };
        assertThatThrownBy(() -> commit(writer, step(2), "more"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cannot write step-00000002.")
                .hasMessageContaining("the store has refused for 1 s");
        assertThat(tries).hasValueGreaterThan(1);
        assertThat(hooked("b").iterations()).isEqualTo(1);
    }

    /** Otherwise a write that failed at first would later overwrite the other writer's. */
    @Test
    void aWriterWhoseStateIsRefusedLooksAgainWhoHasTheRunBeforeItTriesAgain() throws IOException {
        RunWriter first = hooked("a").begin("one");
        AtomicInteger states = new AtomicInteger();
        HookedFileSystem.before = (request, file) -> {
            if (request.equals("create") && file.equals("_CURRENT") && states.incrementAndGet() == 1) {
                commit(hooked("b").begin("two"), step(7), "of the second");
                throw new IOException("503");
            }
        };
        assertThatThrownBy(() -> commit(first, step(2), "late")).hasMessageContaining("another train has taken over");
        assertThat(hooked("c").fetchNewestStep().orElseThrow())
                .hasFileName("step-00000007.safetensors")
                .hasContent("of the second");
    }

    @Test
    void aClaimThatIsRefusedTakesOverWhatIsThereWhenItIsTriedAgain() throws IOException {
        RunWriter first = hooked("a").begin("one");
        commit(first, step(1), "whole");
        AtomicInteger states = new AtomicInteger();
        HookedFileSystem.before = (request, file) -> {
            if (request.equals("create") && file.equals("_CURRENT") && states.incrementAndGet() == 1) {
                commit(first, step(2), "meanwhile");
                throw new IOException("503");
            }
        };
        hooked("b").begin("two");
        assertThat(hooked("c").fetchNewestStep().orElseThrow()).hasContent("meanwhile");
    }

    /** Otherwise training would silently begin at an earlier step or at the first. */
    @Test
    void aCheckpointThatTheStoreDoesNotGiveIsNotPassedOver() throws IOException {
        RunWriter writer = hooked("a").begin("one");
        commit(writer, step(1), "whole");
        commit(writer, step(2), "whole too");
        HookedFileSystem.before = (request, file) -> {
            if (request.equals("open") && file.startsWith("step-00000002")) {
                throw new IOException("503");
            }
        };
        assertThatThrownBy(() -> hooked("b").fetchNewestStep())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cannot read step-00000002.");
    }

    @Test
    void limitsThatHadoopsFilesSayNothingAboutAreOurs() {
        assertThat(StoreDefaults.unsetIn(new Configuration()))
                .containsKeys("fs.s3a.connection.timeout", "fs.s3a.retry.limit");
        Configuration site = new Configuration();
        site.set("fs.s3a.retry.limit", "9");
        assertThat(StoreDefaults.unsetIn(site)).doesNotContainKey("fs.s3a.retry.limit");
    }
}
