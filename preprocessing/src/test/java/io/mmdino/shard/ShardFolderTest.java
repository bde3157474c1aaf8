package io.mmdino.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardFolderTest {

    @TempDir
    Path temp;

    @Test
    void aStateCountsOnlyWhenItsFilesAreThereAsTheyWereWritten() throws IOException {
        ShardsOnDisk shards = new ShardsOnDisk(temp).add("a", List.of("t1"), ShardsOnDisk.SETTINGS);
        Path file = temp.resolve("run-000001/shards/part-a.parquet");
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        assertThatThrownBy(shards::publish)
                .isInstanceOf(ShardException.class)
                .hasMessageContaining("part-a.parquet has gone");
        Files.write(file, new byte[7]);
        assertThatThrownBy(shards::publish).hasMessageContaining("has 7 bytes, wanted " + whole.length);
        assertThat(temp.resolve(ShardFolder.CURRENT)).doesNotExist();
        Files.write(file, whole);
        shards.publish();
        assertThat(temp.resolve(ShardFolder.CURRENT)).exists();
    }
}
