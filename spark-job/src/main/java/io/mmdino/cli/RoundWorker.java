package io.mmdino.cli;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.cluster.SparkRounds;
import io.mmdino.config.Settings;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Lanes;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.Contribution;
import io.mmdino.train.RoundState;
import io.mmdino.train.Share;
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
        Share share = new Share(rank, settings.averaging().workers());
        try (Lanes lanes =
                        ExecutorSite.lanes(TaskContext.get(), settings.train().lanes());
                SliceSource windows = order.windows(order.shards(), share)) {
            return TrainingJob.training(settings, order.hash())
                    .contribute(
                            state,
                            first,
                            steps,
                            windows,
                            share,
                            KernelChoice.kernels(settings.train().kernels()),
                            lanes);
        }
    }
}
