package io.mmdino.job;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.shard.ShardException;
import io.mmdino.shard.StateHash;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which shards an executor is to read, and where it may keep copies, in words that travel.
 *
 * <p>A class and not a record, because Kryo, which a cluster may have Spark serialise with, does not know records.
 */
public final class ShardOrder implements Serializable {

    private final String shards;
    private final String shardState;
    private final String cache;

    /** @param cache folder on each executor's disk; empty for one in its temporary folder */
    public ShardOrder(Shards shards, Optional<Path> cache) throws IOException {
        this.shards = shards.location().toString(); // executors have working folders of their own
        this.shardState = StateHash.of(shards.state());
        this.cache = cache.map(folder -> folder.toAbsolutePath().toString()).orElse("");
    }

    /** @throws ShardException when the folder has changed since the order was given */
    public Shards open() throws IOException {
        Shards found = Shards.open(ExecutorSite.hadoop(), shards);
        if (!StateHash.of(found.state()).equals(shardState)) {
            throw new ShardException(
                    "the shard folder has changed since training began, or an executor sees another one under"
                            + " its name; start again, with a folder that driver and executors share");
        }
        return found;
    }

    /** On this executor's disk. */
    public Path cache() throws IOException {
        return cache.isEmpty() ? ScratchFolder.userCache() : Path.of(cache);
    }
}
