package io.mmdino.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardCacheTest {

    private static final List<String> BOTH = List.of("t1", "flair");

    private final Configuration conf = new Configuration();

    @TempDir
    Path temp;

    @Test
    void windowsComeBackAsTheyWereWrittenFromSeveralRecordFiles() throws IOException {
        twoStudies();
        int oneRecord = new RecordLayout(BOTH, ShardsOnDisk.SIDE).recordBytes();
        try (ShardCache cache = ShardCache.open(conf, shards(), cache(), 2L * oneRecord + SegmentFile.HEADER_BYTES)) {
            assertThat(recordFiles()).hasSize(3);
            assertThat(cache.sequences()).isEqualTo(BOTH);
            assertThat(cache.windowSide()).isEqualTo(ShardsOnDisk.SIDE);
            assertThat(cache.settingsHash()).isEqualTo(ShardsOnDisk.SETTINGS);
            List<SliceRecord> written = new ArrayList<>(ShardsOnDisk.records("a", BOTH, ShardsOnDisk.SETTINGS));
            written.addAll(ShardsOnDisk.records("b", List.of("flair"), ShardsOnDisk.SETTINGS));
            for (int i = 0; i < written.size(); i++) {
                Window window = cache.read(i);
                assertThat(Float16.encode(window.voxels()))
                        .isEqualTo(written.get(i).window());
                assertThat(window.foreground()).isEqualTo(written.get(i).foreground());
                assertThat(window.height()).isEqualTo(7);
                assertThat(window.width()).isEqualTo(ShardsOnDisk.SIDE);
                assertThat(window.present()).containsExactly(i < 3, true);
            }
            assertThatThrownBy(() -> cache.read(6)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void studiesAreListedByTheirHashWithTheirWindows() throws IOException {
        new ShardsOnDisk(temp.resolve("shards"))
                .add("b", List.of("flair"), ShardsOnDisk.SETTINGS)
                .add("a", BOTH, ShardsOnDisk.SETTINGS)
                .publish();
        try (ShardCache cache = ShardCache.open(conf, shards(), cache())) {
            assertThat(cache.studies()).extracting(StudyEntry::study).containsExactly("a", "b");
            StudyEntry a = cache.studies().get(0);
            StudyEntry b = cache.studies().get(1);
            assertThat(a.label()).hasValue(2);
            assertThat(b.label()).isEmpty();
            assertThat(b.present()).containsExactly(false, true);
            assertThat(b.subject()).isEqualTo("subject-of-b");
            assertThat(b.split()).isEqualTo(Split.TRAIN);
            assertThat(b.training()).hasSize(3);
            assertThat(b.training().get(0)).containsExactly(3);
            assertThat(b.training().get(1)).isEmpty();
            assertThat(b.training().get(2)).containsExactly(4, 5);
            assertThat(b.evaluation()).isEqualTo(5);
        }
    }

    @Test
    void aSecondOpenUsesTheSameFilesAndAChangedFolderGetsNewOnes() throws IOException {
        twoStudies();
        ShardCache.open(conf, shards(), cache()).close();
        Object first = Files.getLastModifiedTime(recordFiles().get(0));
        Files.delete(temp.resolve("shards/run-000001/shards/part-a.parquet"));
        ShardCache.open(conf, shards(), cache()).close();
        assertThat(Files.getLastModifiedTime(recordFiles().get(0))).isEqualTo(first);
        new ShardsOnDisk(temp.resolve("shards"))
                .add("c", BOTH, ShardsOnDisk.SETTINGS)
                .publish();
        try (ShardCache changed = ShardCache.open(conf, shards(), cache())) {
            assertThat(changed.studies()).hasSize(1);
            assertThat(recordFiles()).hasSize(2);
        }
    }

    @Test
    void aCacheOfSomeStudiesHoldsOnlyTheirWindowsBesideTheOthers() throws IOException {
        twoStudies();
        ShardCache.open(conf, shards(), cache()).close();
        try (ShardCache some = ShardCache.open(conf, shards(), cache(), Set.of("b"))) {
            assertThat(some.studies()).extracting(StudyEntry::study).containsExactly("b");
            assertThat(some.records().count()).isEqualTo(3);
            assertThat(Float16.encode(some.read(1).voxels()))
                    .isEqualTo(ShardsOnDisk.records("b", List.of("flair"), ShardsOnDisk.SETTINGS)
                            .get(1)
                            .window());
        }
        ShardCache.open(conf, shards(), cache(), Set.of("a")).close();
        assertThat(recordFiles()).hasSize(3);
        ShardCache.open(conf, shards(), cache(), Set.of("a", "b")).close();
        assertThat(recordFiles()).as("all studies are the whole folder").hasSize(3);
    }

    @Test
    void aCacheOfStudiesThatTheFolderLacksIsRefused() throws IOException {
        twoStudies();
        assertThatThrownBy(() -> ShardCache.open(conf, shards(), cache(), Set.of("a", "c")))
                .isInstanceOf(ShardException.class)
                .hasMessageContaining("holds 1 of the 2 studies asked for");
        assertThatThrownBy(() -> ShardCache.open(conf, shards(), cache(), Set.of()))
                .hasMessageContaining("holds 0 of the 0 studies asked for, wanted all of at least one");
        assertThat(cache()).doesNotExist();
    }

    @Test
    void threadsThatOpenTheSameCacheShareOneBuild() throws Exception {
        twoStudies();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<float[]> open = () -> {
                try (ShardCache cache = ShardCache.open(conf, shards(), cache())) {
                    return cache.read(5).voxels();
                }
            };
            List<Future<float[]>> all = threads.invokeAll(List.of(open, open, open, open));
            for (Future<float[]> one : all) {
                assertThat(one.get()).isEqualTo(all.get(0).get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(recordFiles()).hasSize(1);
    }

    @Test
    void whatAKilledBuilderLeftIsClearedAway() throws IOException {
        ShardState state = twoStudies();
        Path partial = cache().resolve("." + StateHash.of(state) + ".partial");
        Files.createDirectories(partial);
        Files.writeString(partial.resolve("records-00000.bin"), "half");
        ShardCache.open(conf, shards(), cache()).close();
        assertThat(partial).doesNotExist();
    }

    @Test
    void aFolderThatIsNoShardFolderIsRefused() throws IOException {
        assertThatThrownBy(() -> ShardCache.open(conf, shards(), cache()))
                .isInstanceOf(ShardException.class)
                .hasMessageContaining("is not a shard folder");
        Files.createDirectories(temp.resolve("shards"));
        Files.writeString(temp.resolve("shards/notes.txt"), "x");
        assertThatThrownBy(() -> ShardCache.open(conf, shards(), cache()))
                .hasMessageContaining("is not a shard folder");
    }

    @Test
    void aFolderWhoseFirstRunDidNotFinishIsRefused() throws IOException {
        new ShardsOnDisk(temp.resolve("shards")).add("a", BOTH, ShardsOnDisk.SETTINGS);
        assertThatThrownBy(() -> ShardCache.open(conf, shards(), cache()))
                .isInstanceOf(ShardException.class)
                .hasMessageContaining("is incomplete: no run of ingest has finished");
    }

    @Test
    void missingAndShortFilesAreRefusedAndLeaveNoCache() throws IOException {
        twoStudies();
        Path file = temp.resolve("shards/run-000001/shards/part-b.parquet");
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        assertThatThrownBy(() -> ShardCache.open(conf, shards(), cache()))
                .hasMessageContaining("part-b.parquet is missing; copy it again");
        Files.write(file, java.util.Arrays.copyOf(bytes, 100));
        assertThatThrownBy(() -> ShardCache.open(conf, shards(), cache())).hasMessageContaining("has 100 bytes");
        assertThat(recordFiles()).isEmpty();
    }

    @Test
    void aFolderThatMixesSettingsIsRefused() throws IOException {
        new ShardsOnDisk(temp.resolve("shards"))
                .add("a", BOTH, ShardsOnDisk.SETTINGS)
                .add("b", BOTH, "settings-2")
                .publish();
        assertThatThrownBy(() -> ShardCache.open(conf, shards(), cache()))
                .isInstanceOf(ShardException.class)
                .hasMessageContaining("was cut with settings settings-2, the folder says settings-1");
    }

    private ShardState twoStudies() throws IOException {
        return new ShardsOnDisk(temp.resolve("shards"))
                .add("a", BOTH, ShardsOnDisk.SETTINGS)
                .add("b", List.of("flair"), ShardsOnDisk.SETTINGS)
                .publish();
    }

    private String shards() {
        return temp.resolve("shards").toString();
    }

    private Path cache() {
        return temp.resolve("cache");
    }

    private List<Path> recordFiles() throws IOException {
        try (Stream<Path> files = Files.walk(cache())) {
            return files.filter(file -> file.toString().endsWith(".bin"))
                    .sorted()
                    .toList();
        }
    }
}
