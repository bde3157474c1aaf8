package io.mmdino.job;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.average.PeerException;
import io.mmdino.checkpoint.CheckpointException;
import io.mmdino.cluster.BarrierStage;
import io.mmdino.cluster.ExecutorSite;
import io.mmdino.cluster.RunGauge;
import io.mmdino.cluster.WorkerReport;
import io.mmdino.config.Settings;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.privacy.SafeMessage;
import io.mmdino.shard.ShardException;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.Averaging;
import io.mmdino.train.Validator;
import io.mmdino.train.WorkerRank;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.BarrierTaskContext;

/**
 * One worker of a training run, as a task of a barrier stage. It throws what may go better another time, such as a lost peer or a
 * file that could not be read, and reports what would fail again.
 */
final class TrainingWorker implements BarrierStage.Body<WorkerReport> {

    private final WorkerOrder order;
    private final RunGauge gauge;

    TrainingWorker(WorkerOrder order, RunGauge gauge) {
        this.order = order;
        this.gauge = gauge;
    }

    @Override
    public WorkerReport call(BarrierTaskContext context) throws IOException {
        Settings settings = order.settings();
        Cuda cuda = ExecutorSite.cuda(context);
        List<Kernels> kernels = new ArrayList<>();
        String refusal = refusal(
                () -> kernels.add(KernelChoice.of(settings.train().kernels()).kernels(cuda)));
        // Known to all before any waits for another.
        List<String> refusals = List.of(context.allGather(refusal));
        if (!refusal.isEmpty()) {
            return WorkerReport.failed(context.partitionId(), refusal);
        }
        if (refusals.stream().anyMatch(text -> !text.isEmpty())) {
            return WorkerReport.stopped(context.partitionId(), "another worker cannot compute as it is told");
        }
        Duration limit = Duration.ofSeconds(settings.averaging().timeoutSeconds());
        try (Averager peers = ExecutorSite.ring(context, limit);
                Averaging together = averaging(context, settings, kernels.get(0), peers)) {
            return reported(context, together, () -> train(context, cuda, settings, kernels.get(0), together));
        }
    }

    /** Why the kernels that are asked for cannot run here; empty when they can. */
    private static String refusal(Runnable choice) {
        try {
            choice.run();
            return "";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    /** Work that reads and writes files. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static WorkerReport reported(BarrierTaskContext context, Averaging together, Work work) throws IOException {
        int rank = together.worker().rank();
        try {
            work.run();
            return WorkerReport.done(rank);
        } catch (PeerException e) {
            if (e.isOwnFailure()) {
                return WorkerReport.stopped(rank, e.getMessage());
            }
            throw e;
        } catch (CheckpointException | ShardException | RuntimeException e) {
            if (context.isInterrupted() || e instanceof UncheckedIOException) {
                throw e;
            }
            String reason = new SafeMessage(List.of()).of(e);
            together.fail(reason);
            return WorkerReport.failed(rank, reason);
        }
    }

    private void train(BarrierTaskContext context, Cuda cuda, Settings settings, Kernels kernels, Averaging together)
            throws IOException {
        WorkerRank share = together.worker();
        Shards shards = order.shards();
        try (Lanes lanes = ExecutorSite.lanes(context, cuda, settings.train().lanes());
                SliceSource windows = order.windows(shards, share);
                WorkerFiles files = WorkerFiles.open(order, share, gauge)) {
            TrainingJob.training(settings, order.hash())
                    .run(
                            windows,
                            files.folder(),
                            kernels,
                            lanes,
                            together,
                            validator(shards, settings, share, kernels, lanes),
                            files);
            files.finish();
        }
    }

    private static Averaging averaging(BarrierTaskContext context, Settings settings, Kernels kernels, Averager peers) {
        AveragingSettings own = settings.averaging();
        long iterations = settings.optim().iterations();
        if (own.method() != AveragingSettings.Method.PARAMETER_SERVER || own.workers() == 1) {
            return Averaging.of(own, peers, iterations);
        }
        Duration limit = Duration.ofSeconds(own.timeoutSeconds());
        return Averaging.asynchronous(
                own, peers, iterations, ExecutorSite.parameterServer(context, kernels, limit, own.threshold()));
    }

    /** Worker 0 judges by all labelled studies, whoever trains on them. */
    private Validator validator(Shards shards, Settings settings, WorkerRank share, Kernels kernels, Lanes lanes)
            throws IOException {
        if (share.rank() > 0 || settings.train().validationIterations() == 0) {
            return teacher -> java.util.OptionalDouble.empty();
        }
        return new TeacherClassifier(settings, shards.labelledWindows(order.cache()), kernels, lanes);
    }
}
