package io.mmdino.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

    private static final ParameterLayout LAYOUT = layout(4);

    @TempDir
    Path run;

    @Test
    void whatIsSavedIsLoadedBitForBit() throws IOException {
        CheckpointStore store = new CheckpointStore(run);
        Path file = store.save(210, snapshot(LAYOUT, 1.1f));
        assertThat(file).isEqualTo(run.resolve("checkpoints/step-00000210.safetensors"));
        Snapshot target = snapshot(LAYOUT, 0);
        Snapshot loaded = CheckpointStore.load(store.latest().orElseThrow(), target);
        assertThat(loaded.metadata()).isEqualTo(Map.of("iteration", "210", "adam.steps.backbone", "3"));
        assertThat(CheckpointStore.iteration(file)).hasValue(210);
        assertSame(target, snapshot(LAYOUT, 1.1f));
    }

    @Test
    void equalSnapshotsMakeEqualBytesInAnyFolderAtAnyTime() throws IOException {
        Path first = new CheckpointStore(run.resolve("a")).save(5, snapshot(LAYOUT, 2));
        Snapshot again = snapshot(LAYOUT, 2);
        Map<String, ParameterVector> reversed = new TreeMap<>(Comparator.reverseOrder());
        reversed.putAll(again.vectors());
        Path second =
                new CheckpointStore(run.resolve("b")).save(5, new Snapshot(reversed, again.arrays(), again.metadata()));
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void theLastThreeAndTheBestAreKept() throws IOException {
        CheckpointStore store = new CheckpointStore(run);
        assertThat(store.latest()).isEmpty();
        assertThat(store.best()).isEmpty();
        for (int iteration = 10; iteration <= 50; iteration += 10) {
            store.save(iteration, snapshot(LAYOUT, iteration));
            if (iteration == 20) {
                store.saveBest(snapshot(LAYOUT, iteration));
            }
        }
        assertThat(names())
                .containsExactly("step-00000030.safetensors", "step-00000040.safetensors", "step-00000050.safetensors");
        Snapshot target = snapshot(LAYOUT, 0);
        CheckpointStore.load(store.best().orElseThrow(), target);
        assertSame(target, snapshot(LAYOUT, 20));
    }

    @Test
    void theNewestWholeFileIsFoundWhenThoseAfterItAreDamaged() throws IOException {
        CheckpointStore store = new CheckpointStore(run);
        Path whole = store.save(1, snapshot(LAYOUT, 1));
        Path cut = store.save(2, snapshot(LAYOUT, 2));
        Path empty = store.save(3, snapshot(LAYOUT, 3));
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
        Files.write(empty, new byte[0]);
        assertThat(store.latest()).contains(whole);
    }

    @Test
    void oneFlippedBitAnywhereIsNoticedAndTheCheckpointBeforeIsTaken() throws IOException {
        CheckpointStore store = new CheckpointStore(run);
        Path whole = store.save(1, snapshot(LAYOUT, 1));
        Path flipped = store.save(2, snapshot(LAYOUT, 2));
        byte[] bytes = Files.readAllBytes(flipped);
        int metadata = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"210\"") + 1;
        for (int at : new int[] {metadata, bytes.length - 1, bytes.length / 2 + 40}) {
            bytes[at] ^= 1;
            Files.write(flipped, bytes);
            assertThat(store.latest()).as("byte " + at).contains(whole);
            bytes[at] ^= 1;
        }
        Files.write(flipped, bytes);
        assertThat(store.latest()).contains(flipped);
        bytes[bytes.length - 1] ^= 1;
        Files.write(flipped, bytes);
        try (Safetensors file = Safetensors.open(flipped)) {
            assertThatThrownBy(file::verify)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("step-00000002.safetensors is damaged")
                    .hasMessageContaining("crc32c:");
        }
    }

    @Test
    void whatAKilledRunWasWritingIsIgnoredByReadersAndRemovedByTheNextSave() throws IOException {
        CheckpointStore store = new CheckpointStore(run);
        Path whole = store.save(1, snapshot(LAYOUT, 1));
        Path leftover = run.resolve("checkpoints/step-00000002.safetensors.tmp");
        Files.write(leftover, Arrays.copyOf(Files.readAllBytes(whole), 100));
        assertThat(store.latest()).contains(whole);
        assertThat(leftover).exists();
        store.save(2, snapshot(LAYOUT, 2));
        assertThat(leftover).doesNotExist();
        assertThat(names()).containsExactly("step-00000001.safetensors", "step-00000002.safetensors");
    }

    @Test
    void aFullDiskLeavesTheCheckpointsBeforeAndNothingElse() throws IOException {
        Path whole = new CheckpointStore(run).save(1, snapshot(LAYOUT, 1));
        // Writing to /dev/full fails as a full disk does.
        CheckpointStore full = new CheckpointStore(run, file -> {
            Files.createFile(file);
            return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        });
        assertThatThrownBy(() -> full.save(2, snapshot(LAYOUT, 2)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("step-00000002.safetensors")
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("MB free");
        assertThat(names()).containsExactly("step-00000001.safetensors");
        assertThat(full.latest()).contains(whole);
    }

    @Test
    void aCheckpointOfAnotherModelIsRefusedBeforeAnythingIsOverwritten() throws IOException {
        Path file = new CheckpointStore(run).save(1, snapshot(layout(5), 1));
        Snapshot target = snapshot(LAYOUT, 7);
        assertThatThrownBy(() -> CheckpointStore.load(file, target))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("backbone.norm.bias is [5], wanted [4]")
                .hasMessageContaining("settings.yaml");
        assertSame(target, snapshot(LAYOUT, 7));
    }

    @Test
    void aCheckpointThatLacksSomethingOrHoldsMoreIsRefused() throws IOException {
        Snapshot all = snapshot(LAYOUT, 1);
        Snapshot less = new Snapshot(all.vectors(), Map.of(), Map.of());
        CheckpointStore store = new CheckpointStore(run);
        assertThatThrownBy(() -> CheckpointStore.load(store.save(1, less), all))
                .hasMessageContaining("1 missing: centre.dino");
        assertThatThrownBy(() -> CheckpointStore.load(store.save(2, all), less))
                .hasMessageContaining("1 unexpected: centre.dino");
    }

    @Test
    void provenanceIsWrittenBesideAndReadBack() throws IOException {
        Provenance here = Provenance.here("settings", "shards", "vector");
        here.write(run.resolve("provenance.json"));
        assertThat(Provenance.read(run.resolve("provenance.json"))).isEqualTo(here);
        assertThat(here.cpu()).isNotBlank();
        assertThat(here.jvm()).contains("17");
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertSame(Snapshot found, Snapshot expected) {
        expected.vectors()
                .forEach((prefix, vector) -> vector.layout().parameters().forEach(p -> assertThat(
                                found.vectors().get(prefix).of(p).toFloats())
                        .isEqualTo(vector.of(p).toFloats())));
        expected.arrays()
                .forEach((name, values) -> assertThat(found.arrays().get(name)).isEqualTo(values));
    }

    private static Snapshot snapshot(ParameterLayout layout, float value) {
        ParameterVector student = new ParameterVector(layout, Tensor.Type.FLOAT32);
        ParameterVector teacher = new ParameterVector(layout, Tensor.Type.FLOAT32);
        layout.parameters().forEach(p -> {
            for (long i = 0; i < p.length(); i++) {
                student.of(p).set(i, value + i);
                teacher.of(p).set(i, value / 3 - i);
            }
        });
        return new Snapshot(
                Map.of("student", student, "teacher", teacher),
                Map.of("centre.dino", new float[] {value, -value, 0}),
                Map.of("iteration", "210", "adam.steps.backbone", "3"));
    }

    private static ParameterLayout layout(int width) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        layout.add("backbone.norm.bias", width);
        layout.add("dino_head.last_layer.weight_v", 3, 7);
        return layout.build();
    }
}
