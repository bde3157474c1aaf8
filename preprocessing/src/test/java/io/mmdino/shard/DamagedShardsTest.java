package io.mmdino.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bits that flip on a disk or in a copy are noticed, without the checksum files that Hadoop keeps on local disks. */
class DamagedShardsTest {

    private static final List<String> BOTH = List.of("t1", "flair");
    private static final int FLIPS = 150;

    private final Configuration conf = new Configuration();

    @TempDir
    Path temp;

    @BeforeEach
    void twoShardsOfThreeStudies() throws IOException {
        new ShardsOnDisk(temp.resolve("shards"))
                .pack("part-0", studies("a", "b", "c"))
                .pack("part-1", studies("d", "e", "f"))
                .publish();
        try (Stream<Path> files = Files.walk(temp.resolve("shards"))) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".crc"));
        }
    }

    private static Map<String, List<SliceRecord>> studies(String... names) {
        Map<String, List<SliceRecord>> studies = new LinkedHashMap<>();
        for (String name : names) {
            studies.put(name, ShardsOnDisk.records(name, BOTH, ShardsOnDisk.SETTINGS));
        }
        return studies;
    }

    @Test
    void everyFlippedBitOfAShardIsNoticedAndTheFileNamed() throws IOException {
        Random random = new Random(20261128);
        for (int flip = 0; flip < FLIPS; flip++) {
            Path file = temp.resolve("shards/run-000001/shards/part-" + flip % 2 + ".parquet");
            byte[] whole = Files.readAllBytes(file);
            flipBit(file, random.nextInt(8 * whole.length));
            assertThatThrownBy(this::cache)
                    .as("flip %s", flip)
                    .isInstanceOf(ShardException.class)
                    .hasMessageContaining("part-" + flip % 2 + ".parquet is damaged");
            Files.write(file, whole);
        }
        cache();
    }

    @Test
    void theFirstAndTheLastBytesOfAShardAreLookedAtToo() throws IOException {
        Path file = temp.resolve("shards/run-000001/shards/part-0.parquet");
        byte[] whole = Files.readAllBytes(file);
        for (int position : new int[] {0, 3, 4, whole.length - 9, whole.length - 5, whole.length - 1}) {
            flipBit(file, 8 * position + 2);
            assertThatThrownBy(this::cache).as("byte %s", position).hasMessageContaining("part-0.parquet is damaged");
            Files.write(file, whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_CURRENT", "run-000001/index-00001.json"})
    void everyFlippedBitThatChangesWhatTheFolderSaysIsNoticed(String name) throws IOException {
        Path file = temp.resolve("shards").resolve(name);
        byte[] whole = Files.readAllBytes(file);
        ShardState state = new ShardFolder(conf, temp.resolve("shards").toString()).finished();
        Random random = new Random(7);
        for (int flip = 0; flip < FLIPS; flip++) {
            flipBit(file, random.nextInt(8 * whole.length));
            ShardFolder folder = new ShardFolder(conf, temp.resolve("shards").toString());
            try {
                assertThat(folder.finished()).as("flip %s", flip).isEqualTo(state);
                assertThat(name)
                        .as("blanks between the fields alone may change")
                        .isEqualTo("_CURRENT");
            } catch (ShardException e) {
                assertThat(e).hasMessageContaining(name).hasMessageContaining("damaged");
            }
            Files.write(file, whole);
        }
    }

    @Test
    void aFolderOfAnEarlierVersionIsRefusedInASentence() throws IOException {
        Files.writeString(
                temp.resolve("shards/_CURRENT"), "{\"format\": \"mm-dinov2 shards 1\", \"run\": 1, \"shards\": []}");
        assertThatThrownBy(this::cache)
                .isInstanceOf(ShardException.class)
                .hasMessageContaining("has the format 'mm-dinov2 shards 1', wanted 'mm-dinov2 shards 2'")
                .hasMessageContaining("ingest the archive again into a new folder");
    }

    @Test
    void anIndexThatIsMissingIsNamed() throws IOException {
        Files.delete(temp.resolve("shards/run-000001/index-00001.json"));
        assertThatThrownBy(this::cache).hasMessageContaining("index-00001.json is missing; copy it again");
    }

    private void cache() throws IOException {
        Path folder = Files.createTempDirectory(temp, "cache");
        ShardCache.open(conf, temp.resolve("shards").toString(), folder).close();
    }

    private static void flipBit(Path file, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, bytes);
    }
}
