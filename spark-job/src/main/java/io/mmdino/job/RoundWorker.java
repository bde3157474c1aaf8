package io.mmdino.job;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.cluster.SparkRounds;
import io.mmdino.config.Settings;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.Contribution;
import io.mmdino.train.RoundState;
import io.mmdino.train.WorkerRank;
import java.io.IOException;
import org.apache.spark.TaskContext;

/** One worker of a training run whose state lies with the driver. */
final class RoundWorker implements SparkRounds.Work {

    private final WorkerOrder order;

    RoundWorker(WorkerOrder order) {
        this.order = order;
    }

    @Override
    public Contribution of(int rank, RoundState state, long first, int steps) throws IOException {
        Settings settings = order.settings();
        WorkerRank share = new WorkerRank(rank, settings.averaging().workers());
        Cuda cuda = ExecutorSite.cuda(TaskContext.get());
        Kernels kernels = KernelChoice.of(settings.train().kernels()).kernels(cuda);
        try (Lanes lanes = ExecutorSite.lanes(
                        TaskContext.get(), cuda, settings.train().lanes());
                SliceSource windows = order.windows(order.shards(), share)) {
            return TrainingJob.training(settings, order.hash())
                    .contribute(state, first, steps, windows, share, kernels, lanes);
        }
    }
}
