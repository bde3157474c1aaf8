package io.mmdino.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an order names a shard folder for executors. */
class ShardOrderTest {

    @TempDir
    Path folder;

    @Test
    void aRelativeNameTravelsAsAFullOneForExecutorsHaveOtherWorkingFolders() throws IOException {
        Path shards = folder.resolve("shards");
        assertThat(CommandRun.of("phantom", "--output", folder.resolve("cohort"), "--studies", 2, "--size", 64)
                        .code())
                .isZero();
        assertThat(CommandRun.of("ingest", "--input", folder.resolve("cohort"), "--output", shards)
                        .code())
                .isZero();
        Path relative = Path.of("").toAbsolutePath().relativize(shards);
        Shards typed = Shards.open(new Configuration(), relative.toString());
        ShardOrder order = ShardOrder.of(typed, Optional.of(Path.of("cache")));
        try (CommandSpark spark = CommandSpark.open("order")) {
            assertThat(spark.session().sparkContext().isLocal()).isTrue();
            assertThat(order.open().name()).isEqualTo("file:" + shards);
        }
        assertThat(order.copies()).isAbsolute();
    }
}
