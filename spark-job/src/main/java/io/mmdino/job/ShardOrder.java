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
 * Which shards an executor reads, and where it keeps local copies.
 *
 * @param shards full address of the shard folder, because executors have other working folders
 * @param shardState hash of what the driver found there
 * @param cache absolute path of a folder on each executor's disk; empty for one in its temporary folder
 */
public record ShardOrder(String shards, String shardState, String cache) implements Serializable {

    /**
     * An order to read the shards as the driver sees them now.
     *
     * @param cache folder on each executor's disk; empty for one in its temporary folder
     */
    public static ShardOrder of(Shards shards, Optional<Path> cache) throws IOException {
        return new ShardOrder(
                shards.location().toString(),
                StateHash.of(shards.state()),
                cache.map(folder -> folder.toAbsolutePath().toString()).orElse(""));
    }

    /**
     * Opens the shards; called on an executor.
     *
     * @throws ShardException when the folder has changed since the order was made
     */
    public Shards open() throws IOException {
        Shards found = Shards.again(ExecutorSite.hadoop(), shards);
        if (!StateHash.of(found.state()).equals(shardState)) {
            throw new ShardException(
                    "the shard folder has changed since this command began, or an executor sees another one under"
                            + " its name; start again, with a folder that driver and executors share");
        }
        return found;
    }

    /** Folder for local copies on this executor's disk. */
    public Path copies() throws IOException {
        return cache.isEmpty() ? ScratchFolder.userCache() : Path.of(cache);
    }
}
