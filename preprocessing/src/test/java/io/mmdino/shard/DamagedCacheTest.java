package io.mmdino.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips bits of slice caches: no damaged byte may come out as a window or as a label. */
class DamagedCacheTest {

    private static final int FLIPS = 40;
    private static final List<String> BOTH = List.of("t1", "flair");

    private final Configuration conf = new Configuration();
    private final List<byte[]> windows = new ArrayList<>();
    private List<String> studies = List.of();

    @TempDir
    Path temp;

    @BeforeEach
    void makeACacheOfSeveralFiles() throws IOException {
        new ShardsOnDisk(temp.resolve("shards"))
                .add("a", BOTH, ShardsOnDisk.SETTINGS)
                .add("b", List.of("flair"), ShardsOnDisk.SETTINGS)
                .publish();
        try (ShardCache cache = open()) {
            cache.records().forEach(record -> windows.add(bytes(cache.read(record))));
            studies = cache.studies().stream().map(DamagedCacheTest::text).toList();
        }
        assertThat(files()).hasSize(4);
    }

    @Test
    void bitsThatFlipWhileNobodyReadsAreFoundAndTheCacheIsMadeAnew() throws IOException {
        Random random = new Random(1);
        for (int flip = 0; flip < FLIPS; flip++) {
            Path file = files().get(random.nextInt(files().size()));
            byte[] whole = Files.readAllBytes(file);
            byte[] damaged = whole.clone();
            int at = random.nextInt(whole.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            requireWhole("byte " + at + " of " + file.getFileName());
            assertThat(Files.readAllBytes(file)).as("written again").isEqualTo(whole);
        }
    }

    @Test
    void bitsThatFlipInAnOpenCacheAreFoundWhenTheirRecordIsRead() throws IOException {
        Random random = new Random(2);
        try (ShardCache cache = open()) {
            for (int flip = 0; flip < FLIPS; flip++) {
                int record = random.nextInt(windows.size());
                damage(record, random);
                assertThat(bytes(cache.read(record))).isEqualTo(windows.get(record));
            }
        }
    }

    @Test
    void twoReadersOfADamagedCacheBothReadTheWholeOne() throws IOException {
        try (ShardCache one = open();
                ShardCache other = open()) {
            damage(4, new Random(3));
            assertThat(bytes(one.read(4))).isEqualTo(windows.get(4));
            assertThat(bytes(other.read(4))).isEqualTo(windows.get(4));
        }
    }

    @Test
    void recordsAtEachOthersPlacesAreFound() throws IOException {
        Path file = files().get(1);
        byte[] bytes = Files.readAllBytes(file);
        int length = new RecordLayout(BOTH, ShardsOnDisk.SIDE).recordBytes();
        byte[] swapped = bytes.clone();
        System.arraycopy(bytes, SegmentFile.HEADER_BYTES, swapped, SegmentFile.HEADER_BYTES + length, length);
        System.arraycopy(bytes, SegmentFile.HEADER_BYTES + length, swapped, SegmentFile.HEADER_BYTES, length);
        Files.write(file, swapped);
        requireWhole("swapped records");
    }

    @Test
    void filesThatAreCutEmptiedOrMissingAreMadeAnew() throws IOException {
        for (int file = 0; file < 4; file++) {
            byte[] whole = Files.readAllBytes(files().get(file));
            for (int length : new int[] {whole.length - 1, whole.length / 2, 0, whole.length + 1}) {
                Files.write(files().get(file), Arrays.copyOf(whole, length));
                requireWhole(length + " bytes of " + whole.length);
            }
            Files.delete(files().get(file));
            requireWhole("a missing file");
        }
    }

    @Test
    void aDamagedCacheWhoseShardsAreGoneIsNamedWithBothReasons() throws IOException {
        try (ShardCache cache = open()) {
            Files.delete(temp.resolve("shards/run-000001/shards/part-b.parquet"));
            damage(1, new Random(4));
            assertThatThrownBy(() -> cache.read(1))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("the slice cache " + temp.resolve("cache"))
                    .hasMessageContaining("record 1 has another checksum than was written")
                    .hasMessageContaining("it cannot be made anew")
                    .hasMessageContaining("part-b.parquet is missing");
        }
    }

    private void requireWhole(String damage) throws IOException {
        try (ShardCache cache = open()) {
            assertThat(cache.studies().stream().map(DamagedCacheTest::text))
                    .as(damage)
                    .containsExactlyElementsOf(studies);
            for (int record = 0; record < windows.size(); record++) {
                assertThat(bytes(cache.read(record))).as(damage).isEqualTo(windows.get(record));
            }
        }
    }

    /** Flips one bit of a record in place, as a failing disk does, so that open mappings see it. */
    private void damage(int record, Random random) throws IOException {
        int length = new RecordLayout(BOTH, ShardsOnDisk.SIDE).recordBytes();
        Path file = files().get(1 + record / 2);
        long at = SegmentFile.HEADER_BYTES + (long) record % 2 * length + random.nextInt(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8))).rewind();
            channel.write(one, at);
        }
    }

    private ShardCache open() throws IOException {
        int oneRecord = new RecordLayout(BOTH, ShardsOnDisk.SIDE).recordBytes();
        return ShardCache.open(
                conf,
                temp.resolve("shards").toString(),
                temp.resolve("cache"),
                2L * oneRecord + SegmentFile.HEADER_BYTES);
    }

    /** The index and the record files. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("cache"))) {
            return files.filter(file -> file.toString().matches(".*/(index\\.json|records-\\d+\\.bin)"))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] bytes(Window window) {
        byte[] halves = Float16.encode(window.voxels());
        ByteBuffer all = ByteBuffer.allocate(halves.length + window.foreground().length + 10);
        all.put(halves).put(window.foreground()).putInt(window.height()).putInt(window.width());
        for (boolean present : window.present()) {
            all.put((byte) (present ? 1 : 0));
        }
        return all.array();
    }

    private static String text(StudyEntry study) {
        return String.join(
                " ",
                study.study(),
                study.subject(),
                study.site(),
                study.split().name(),
                study.label().toString(),
                Arrays.toString(study.present()),
                Arrays.deepToString(study.training().toArray()),
                "" + study.evaluation());
    }
}
