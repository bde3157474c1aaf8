package io.mmdino.job;

import io.mmdino.config.Settings;
import io.mmdino.config.SettingsReader;
import io.mmdino.run.RunPlace;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.WorkerRank;
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
public final class WorkerOrder implements Serializable {

    private final String settings;
    private final ShardOrder shards;
    private final String output;
    private final String session;
    private final String hash;

    /**
     * @param settings the run's resolved settings, as YAML
     * @param run where worker 0 writes; begun
     * @param hash of the run
     * @param cache folder on each executor's disk; empty for one in its temporary folder
     */
    public WorkerOrder(String settings, Shards shards, RunPlace run, String hash, Optional<Path> cache)
            throws IOException {
        this.settings = settings;
        this.shards = new ShardOrder(shards, cache);
        this.output = run.address();
        this.session = run.session();
        this.hash = hash;
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

    /** @throws io.mmdino.shard.ShardException when the folder has changed since the order was given */
    Shards shards() throws IOException {
        return shards.open();
    }

    /** The windows of one worker's studies. */
    SliceSource windows(Shards source, WorkerRank share) throws IOException {
        return source.windows(cache(), source.dealt(share.workers()).get(share.rank()));
    }

    /** On this executor's disk. */
    Path cache() throws IOException {
        return shards.cache();
    }
}
