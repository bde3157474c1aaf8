package io.mmdino.job;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.cluster.SparkRounds;
import io.mmdino.config.Settings;
import io.mmdino.disk.Json;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Precision;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.Cohort;
import io.mmdino.train.Contribution;
import io.mmdino.train.RoundState;
import io.mmdino.train.Training;
import io.mmdino.train.WorkerRank;
import java.io.IOException;
import org.apache.spark.TaskContext;

/**
 * One worker of a training run whose state the driver holds: computes a contribution to each round.
 *
 * @param order a {@link WorkerOrder} as JSON text
 */
record RoundWorker(String order) implements SparkRounds.Work {

    @Override
    public Contribution of(int rank, RoundState state, long first, int steps) throws IOException {
        WorkerOrder own = Json.read(order, WorkerOrder.class);
        Settings settings = own.parsedSettings();
        WorkerRank worker = new WorkerRank(rank, own.workers());
        Training training = TrainingJob.training(settings, own.hash());
        Shards shards = own.shards().open();
        Cohort cohort = shards.cohort(own.workers());
        Cuda cuda = ExecutorSite.cuda(TaskContext.get());
        Kernels kernels = KernelChoice.of(settings.train().kernels())
                .kernels(cuda, Precision.named(settings.train().precision()));
        try (Lanes lanes = ExecutorSite.lanes(
                        TaskContext.get(), cuda, settings.train().lanes());
                SliceSource windows = own.windows(shards, training, cohort, worker)) {
            return training.contribute(state, first, steps, cohort, windows, worker, kernels, lanes);
        }
    }
}
