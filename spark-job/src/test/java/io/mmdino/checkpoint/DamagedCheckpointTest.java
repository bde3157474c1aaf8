package io.mmdino.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips bits of checkpoints, in every part of the file: each is named as damaged, and the checkpoint before it is taken. */
class DamagedCheckpointTest {

    private static final int FLIPS = 40;

    @TempDir
    Path run;

    private CheckpointStore store;
    private Path before;
    private Path newest;
    private byte[] bytes;
    private int dataStart;

    @BeforeEach
    void saveTwoCheckpoints() throws IOException {
        store = new CheckpointStore(run);
        before = store.save(1, snapshot(1));
        newest = store.save(2, snapshot(2));
        bytes = Files.readAllBytes(newest);
        dataStart =
                8 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Test
    void aFlippedBitInAnyByteOfLengthAndHeaderIsFound() throws IOException {
        Random random = new Random(1);
        for (int at = 0; at < dataStart; at++) {
            requireFound(at, random.nextInt(8));
        }
    }

    @Test
    void everyBitOfTheLengthIsFound() throws IOException {
        for (int bit = 0; bit < 64; bit++) {
            requireFound(bit / 8, bit % 8);
        }
    }

    @Test
    void flippedBitsOfTheDataAreFound() throws IOException {
        Random random = new Random(2);
        for (int flip = 0; flip < FLIPS; flip++) {
            requireFound(dataStart + random.nextInt(bytes.length - dataStart), random.nextInt(8));
        }
    }

    @Test
    void cutAndLengthenedFilesAreFound() throws IOException {
        Random random = new Random(3);
        for (int cut = 0; cut < FLIPS; cut++) {
            requireFound(Arrays.copyOf(bytes, random.nextInt(bytes.length)), "cut");
        }
        requireFound(Arrays.copyOf(bytes, bytes.length + 1), "lengthened");
    }

    @Test
    void aCheckpointWithoutAChecksumIsDamagedAndSaysSo() throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        byte[] renamed = text.replace("\"checksum\"", "\"checksul\"").getBytes(StandardCharsets.ISO_8859_1);
        requireFound(renamed, "another key");
        try (Safetensors file = Safetensors.open(newest)) {
            assertThat(file.isOurs()).isTrue();
            assertThatThrownBy(file::verify)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("step-00000002.safetensors is damaged: it has no checksum");
            assertThatThrownBy(file::verifyIfOurs).isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void anotherProgramsFileNeedsNoChecksum() throws IOException {
        byte[] header =
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer foreign = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        foreign.putLong(header.length).put(header).putFloat(1.5f);
        Path file = Files.write(run.resolve("foreign.safetensors"), foreign.array());
        try (Safetensors opened = Safetensors.open(file)) {
            assertThatCode(opened::verifyIfOurs).doesNotThrowAnyException();
            assertThat(opened.floats("t")).containsExactly(1.5f);
            assertThatThrownBy(opened::verify).hasMessageContaining("foreign.safetensors");
        }
    }

    private void requireFound(int at, int bit) throws IOException {
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) (1 << bit);
        requireFound(damaged, "bit " + bit + " of byte " + at + " of " + dataStart + " + data");
    }

    private void requireFound(byte[] damaged, String what) throws IOException {
        Files.write(newest, damaged);
        assertThat(store.latest()).as(what).contains(before);
    }

    private static Snapshot snapshot(int seed) {
        float[] values = new float[300];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new Snapshot(
                Map.of(),
                Map.of("centre.dino", values, "centre.ibot", Arrays.copyOf(values, 7)),
                Map.of("iteration", "" + seed, "best", "0.5", "adam.steps.backbone", "3"));
    }
}
