package io.mmdino.job;

import io.mmdino.config.Settings;
import io.mmdino.config.SettingsReader;
import io.mmdino.run.RunPlace;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.Cohort;
import io.mmdino.train.Training;
import io.mmdino.train.WorkerRank;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a worker on an executor needs to train: settings, shards, run folder. {@link Workers} makes it on the driver; it travels as JSON
 * text in the closure of the tasks, and each worker opens settings and shards itself.
 *
 * @param settings the run's resolved settings, as YAML
 * @param shards to train on
 * @param output address of the run folder, where worker 0 writes
 * @param session permits worker 0 to write there
 * @param hash of the run
 * @param workers of this start; the settings have those that the run was begun with
 */
public record WorkerOrder(String settings, ShardOrder shards, String output, String session, String hash, int workers) {

    /**
     * The order for a run.
     *
     * @param settings the run's resolved settings, as YAML
     * @param run the run folder, already begun
     * @param hash of the run
     * @param cache folder on each executor's disk; empty for one in its temporary folder
     * @param workers of this start
     */
    public static WorkerOrder of(
            String settings, Shards shards, RunPlace run, String hash, Optional<Path> cache, int workers)
            throws IOException {
        return new WorkerOrder(settings, ShardOrder.of(shards, cache), run.address(), run.session(), hash, workers);
    }

    Settings parsedSettings() {
        return new SettingsReader(settings).read(Settings.class, Optional.empty(), List.of());
    }

    /** Windows of the studies that a worker computes. */
    SliceSource windows(Shards source, Training training, Cohort cohort, WorkerRank worker) throws IOException {
        return source.windows(shards.copies(), training.studies(cohort, worker));
    }
}
