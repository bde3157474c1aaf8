package io.mmdino.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.disk.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedShardsTest {

    private static final List<String> BOTH = List.of("t1", "flair");

    private final Configuration conf = new Configuration();

    @TempDir
    Path temp;

    @Test
    void aStudyIsReadWithoutTheOthersOfItsShard() throws IOException {
        ShardState state = twenty();
        assertThat(state.files()).hasSize(1);
        ShardReader reader = ShardReader.open(conf, shards());
        List<SliceRecord> records = new ArrayList<>();
        ShardState.Shard study = state.shards().get(13);
        damageAllBut(study);
        reader.read(study, records::add);
        assertThat(records).extracting(record -> record.facts().study()).containsOnly(study.study());
        assertThat(records).hasSize(3);
        assertThatThrownBy(() -> reader.read(state.shards().get(12), records::add))
                .hasMessageContaining("part-all.parquet is damaged");
    }

    /** Turns every byte of the shard's rows, but for one study's. */
    private void damageAllBut(ShardState.Shard study) throws IOException {
        Path file = temp.resolve("shards").resolve(study.file());
        byte[] bytes = Files.readAllBytes(file);
        ShardState.ShardFile shard =
                ShardReader.open(conf, shards()).state().files().get(0);
        for (int i = 0; i < shard.bytes() - shard.footerBytes(); i++) {
            bytes[i] ^= (byte) (i >= study.offset() && i < study.end() ? 0 : 1);
        }
        Files.write(file, bytes);
    }

    @Test
    void theSameStudiesGiveTheSameBytesInAnyShard() throws IOException {
        ShardState all = twenty();
        byte[] first = Files.readAllBytes(
                temp.resolve("shards").resolve(all.files().get(0).file()));
        ShardState again = new ShardsOnDisk(temp.resolve("again"))
                .pack("part-all", many(20))
                .publish();
        assertThat(temp.resolve("again").resolve(again.files().get(0).file())).hasBinaryContent(first);
        ShardState one =
                new ShardsOnDisk(temp.resolve("one")).pack("part-1", many(1)).publish();
        assertThat(one.shards().get(0).sha256()).isEqualTo(all.shards().get(0).sha256());
        assertThat(StateHash.of(again)).as("a cache serves both").isEqualTo(StateHash.of(all));
    }

    @Test
    void rowsThatTheIndexDoesNotNameAreNobodys() throws IOException {
        ShardState all = twenty();
        ShardState some = all.holding(all.shards().subList(3, 7));
        new ShardFolder(conf, shards()).publish(some);
        try (ShardCache cache = ShardCache.open(conf, shards(), temp.resolve("cache"))) {
            assertThat(cache.studies())
                    .extracting(StudyEntry::study)
                    .containsExactlyElementsOf(
                            some.shards().stream().map(ShardState.Shard::study).toList());
            assertThat(cache.records().count()).isEqualTo(12);
        }
    }

    @Test
    void oneThreadAndSeveralMakeTheSameCache() throws IOException {
        new ShardsOnDisk(temp.resolve("shards"))
                .pack("part-x", many(30))
                .add("z", BOTH, ShardsOnDisk.SETTINGS)
                .publish();
        Map<String, String> one = filesOfCache(1);
        assertThat(one).hasSize(8); // records of 7 files, and the index
        for (int threads : new int[] {2, 5, 16}) {
            assertThat(filesOfCache(threads)).as("%s threads", threads).isEqualTo(one);
        }
    }

    private Map<String, String> filesOfCache(int threads) throws IOException {
        Path cache = Files.createTempDirectory(temp, "cache");
        int record = new RecordLayout(BOTH, ShardsOnDisk.SIDE).recordBytes();
        ShardCache.open(
                        conf,
                        shards(),
                        cache,
                        new ShardCache.Building(14L * record + SegmentFile.HEADER_BYTES, threads))
                .close();
        Map<String, String> files = new HashMap<>();
        try (var all = Files.walk(cache)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".lock")) {
                    files.put(cache.relativize(file).toString(), Sha256.hex(Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    @Test
    void aCacheThatWasInterruptedIsNotReadAgainFromTheBeginning() throws IOException {
        conf.set("fs.torn.impl", TornDisk.class.getName());
        conf.set("mmdino.store.timeout", "50ms");
        new ShardsOnDisk(temp.resolve("shards"))
                .add("a", BOTH, ShardsOnDisk.SETTINGS)
                .add("b", BOTH, ShardsOnDisk.SETTINGS)
                .add("c", BOTH, ShardsOnDisk.SETTINGS)
                .publish();
        ShardCache.Building one = new ShardCache.Building(1 << 20, 1);
        TornDisk.TORN.set("part-c");
        assertThatThrownBy(() -> ShardCache.open(conf, "torn://" + shards(), temp.resolve("cache"), one))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ShardException.class);
        TornDisk.TORN.set("part-a"); // whoever reads it again fails
        Path partial = onlyPartial();
        damageRecord(partial, "b");
        try (ShardCache cache = ShardCache.open(conf, "torn://" + shards(), temp.resolve("cache"), one)) {
            TornDisk.TORN.set("");
            try (ShardCache whole = ShardCache.open(conf, shards(), temp.resolve("whole"))) {
                for (int record = 0; record < 9; record++) {
                    assertThat(cache.read(record).voxels())
                            .isEqualTo(whole.read(record).voxels());
                }
            }
        } finally {
            TornDisk.TORN.set("");
        }
        assertThat(partial).doesNotExist();
    }

    /** Spoils a record of the second study: it is copied again. */
    private static void damageRecord(Path partial, String study) throws IOException {
        Path records = SegmentFile.path(partial, 0);
        byte[] bytes = Files.readAllBytes(records);
        int record = new RecordLayout(BOTH, ShardsOnDisk.SIDE).recordBytes();
        bytes[SegmentFile.HEADER_BYTES + 4 * record + 40] ^= 1;
        Files.write(records, bytes);
        assertThat(Files.readString(partial.resolve("progress.jsonl"))).contains("\"" + study + "\"");
    }

    private Path onlyPartial() throws IOException {
        try (var files = Files.list(temp.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".partial"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aCacheOfSomeStudiesReadsOnlyTheirShards() throws IOException {
        new ShardsOnDisk(temp.resolve("shards"))
                .pack("part-x", many(5))
                .add("z", BOTH, ShardsOnDisk.SETTINGS)
                .publish();
        Files.delete(temp.resolve("shards/run-000001/shards/part-x.parquet"));
        ShardCache.open(conf, shards(), temp.resolve("cache"), Set.of("z")).close();
    }

    private ShardState twenty() throws IOException {
        return new ShardsOnDisk(temp.resolve("shards"))
                .pack("part-all", many(20))
                .publish();
    }

    private static Map<String, List<SliceRecord>> many(int count) {
        Map<String, List<SliceRecord>> studies = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String study = String.format("s%02d", i);
            studies.put(study, ShardsOnDisk.records(study, BOTH, ShardsOnDisk.SETTINGS));
        }
        return studies;
    }

    private String shards() {
        return temp.resolve("shards").toString();
    }

    /** The local disk under {@code torn:///}, where files whose path has a word cannot be opened. */
    public static final class TornDisk extends RawLocalFileSystem {

        static final AtomicReference<String> TORN = new AtomicReference<>("");

        @Override
        public java.net.URI getUri() {
            return java.net.URI.create("torn:///");
        }

        @Override
        public String getScheme() {
            return "torn";
        }

        /** Without owner and permissions, which the superclass looks up by a path that has to start with {@code file:}. */
        @Override
        public org.apache.hadoop.fs.FileStatus getFileStatus(org.apache.hadoop.fs.Path file) throws IOException {
            org.apache.hadoop.fs.FileStatus status = super.getFileStatus(file);
            return new org.apache.hadoop.fs.FileStatus(
                    status.getLen(), status.isDirectory(), 1, 1 << 20, status.getModificationTime(), status.getPath());
        }

        @Override
        public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer) throws IOException {
            String word = TORN.get();
            if (!word.isEmpty() && file.toString().contains(word)) {
                throw new IOException("Connection reset");
            }
            return super.open(file, buffer);
        }
    }
}
