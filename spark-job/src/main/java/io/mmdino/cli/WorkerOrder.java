package io.mmdino.cli;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsReader;
import io.mmdino.shard.ShardException;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StateHash;
import io.mmdino.train.Share;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a worker on an executor is told, in words that travel: each reads settings and shards for itself.
 *
 * <p>A class and not a record, because Kryo, which a cluster may have Spark serialise with, does not know records.
 */
final class WorkerOrder implements Serializable {

    private final String settings;
    private final String shards;
    private final String shardState;
    private final String output;
    private final String session;
    private final String hash;
    private final String cache;

    /**
     * @param settings the run's resolved settings, as YAML
     * @param run where worker 0 writes; begun
     * @param hash of the run
     * @param cache folder on each executor's disk; empty for one in its temporary folder
     */
    WorkerOrder(String settings, Shards shards, RunPlace run, String hash, Optional<Path> cache) throws IOException {
        this.settings = settings;
        this.shards = shards.name();
        this.shardState = StateHash.of(shards.state());
        this.output = run.address();
        this.session = run.session();
        this.hash = hash;
        this.cache = cache.map(Path::toString).orElse("");
    }

    String output() {
        return output;
    }

    /** Lets worker 0 write there. */
    String session() {
        return session;
    }

    String hash() {
        return hash;
    }

    Settings settings() {
        return new SettingsReader(settings).read(Settings.class, Optional.empty(), List.of());
    }

    /** @throws ShardException when the folder has changed since the order was given */
    Shards shards() throws IOException {
        Shards found = Shards.open(ExecutorSite.hadoop(), shards);
        if (!StateHash.of(found.state()).equals(shardState)) {
            throw new ShardException(
                    "the shard folder has changed since training began, or an executor sees another one under"
                            + " its name; start train again, with a folder that driver and executors share");
        }
        return found;
    }

    /** The windows of one worker's studies. */
    SliceSource windows(Shards source, Share share) throws IOException {
        return source.windows(cache(), source.dealt(share.workers()).get(share.rank()));
    }

    /** On this executor's disk. */
    Path cache() {
        return cache.isEmpty() ? Scratch.COPIES : Path.of(cache);
    }
}
