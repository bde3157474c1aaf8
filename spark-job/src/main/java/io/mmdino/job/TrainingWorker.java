package io.mmdino.job;

import io.mmdino.average.Averager;
import io.mmdino.average.AveragingSettings;
import io.mmdino.average.PeerException;
import io.mmdino.checkpoint.CheckpointException;
import io.mmdino.cluster.BarrierStage;
import io.mmdino.cluster.ExecutorSite;
import io.mmdino.cluster.LostDevice;
import io.mmdino.cluster.RunGauge;
import io.mmdino.cluster.WorkerReport;
import io.mmdino.config.Settings;
import io.mmdino.disk.Json;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Precision;
import io.mmdino.privacy.SafeMessage;
import io.mmdino.shard.ShardException;
import io.mmdino.shard.SliceSource;
import io.mmdino.storage.FailureKinds;
import io.mmdino.train.Averaging;
import io.mmdino.train.Cohort;
import io.mmdino.train.Training;
import io.mmdino.train.Validator;
import io.mmdino.train.WorkerRank;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.BarrierTaskContext;

/**
 * One worker of a training run, as a task of a barrier stage: opens kernels, ring and files as its order says, trains, and reports to the
 * driver. It throws failures that a repetition may avoid, such as a lost peer or an unreadable file, and reports failures that would
 * occur again.
 */
final class TrainingWorker implements BarrierStage.Body<WorkerReport> {

    private final String order;
    private final RunGauge gauge;

    /** @param order a {@link WorkerOrder} as JSON text */
    TrainingWorker(String order, RunGauge gauge) {
        this.order = order;
        this.gauge = gauge;
    }

    @Override
    public WorkerReport call(BarrierTaskContext context) throws IOException {
        WorkerOrder own = Json.read(order, WorkerOrder.class);
        Settings settings = own.parsedSettings();
        Cuda cuda = ExecutorSite.cuda(context);
        List<Kernels> kernels = new ArrayList<>();
        String refusal =
                refusal(() -> kernels.add(KernelChoice.of(settings.train().kernels())
                        .kernels(cuda, Precision.named(settings.train().precision()))));
        // All workers know every refusal before any of them waits for another.
        List<String> refusals = List.of(context.allGather(refusal));
        if (!refusal.isEmpty()) {
            return WorkerReport.failed(context.partitionId(), refusal);
        }
        if (refusals.stream().anyMatch(text -> !text.isEmpty())) {
            return WorkerReport.stopped(context.partitionId(), "another worker cannot compute as it is told");
        }
        Duration limit = Duration.ofSeconds(settings.averaging().timeoutSeconds());
        try (Averager peers = ExecutorSite.ring(context, limit);
                Averaging averaging = averaging(context, settings, kernels.get(0), peers)) {
            return reported(context, averaging, () -> train(own, settings, context, cuda, kernels.get(0), averaging));
        }
    }

    /** Reason why the kernels of the settings cannot run here; empty when they can. */
    private static String refusal(Runnable choice) {
        try {
            choice.run();
            return "";
        } catch (IllegalStateException e) {
            if (LostDevice.here().endsExecutor(e)) {
                throw e;
            }
            return e.getMessage();
        }
    }

    /** Work that reads and writes files. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static WorkerReport reported(BarrierTaskContext context, Averaging averaging, Work work)
            throws IOException {
        int rank = averaging.worker().rank();
        try {
            work.run();
            return WorkerReport.done(rank);
        } catch (PeerException e) {
            if (e.isOwnFailure()) {
                return WorkerReport.stopped(rank, e.getMessage());
            }
            throw e;
        } catch (CheckpointException | ShardException | RuntimeException e) {
            if (context.isInterrupted()
                    || e instanceof UncheckedIOException
                    || LostDevice.here().endsExecutor(e)) {
                throw e;
            }
            String reason = new SafeMessage(List.of()).of(e);
            averaging.fail(reason);
            return FailureKinds.mayPass(e)
                    ? WorkerReport.failedForNow(rank, reason)
                    : WorkerReport.failed(rank, reason);
        }
    }

    private void train(
            WorkerOrder own,
            Settings settings,
            BarrierTaskContext context,
            Cuda cuda,
            Kernels kernels,
            Averaging averaging)
            throws IOException {
        WorkerRank worker = averaging.worker();
        Training training = TrainingJob.training(settings, own.hash());
        // Windows are copied meanwhile, on one worker perhaps for much longer than on another.
        Averager.Busy copying = averaging.averager().busy();
        try (Lanes lanes = ExecutorSite.lanes(context, cuda, settings.train().lanes())) {
            Shards shards = own.shards().open();
            Cohort cohort = shards.cohort(own.workers());
            try (SliceSource windows = own.windows(shards, training, cohort, worker);
                    WorkerFiles files = WorkerFiles.open(own, worker, gauge)) {
                Validator validator = validator(own, settings, shards, worker, kernels, lanes);
                copying.end();
                training.run(
                        cohort, windows, files.folder(), kernels, lanes, averaging, validator, files.listener(own));
                files.finish();
            }
        } finally {
            copying.end();
        }
    }

    private static Averaging averaging(BarrierTaskContext context, Settings settings, Kernels kernels, Averager peers) {
        AveragingSettings own = settings.averaging();
        long iterations = settings.optim().iterations();
        if (own.method() != AveragingSettings.Method.PARAMETER_SERVER || peers.workers() == 1) {
            return Averaging.of(own, peers, iterations);
        }
        Duration limit = Duration.ofSeconds(own.timeoutSeconds());
        return Averaging.asynchronous(
                own, peers, iterations, ExecutorSite.parameterServer(context, kernels, limit, own.threshold()));
    }

    /** Worker 0 validates on all labelled studies, whichever worker trains on them; the others do not validate. */
    private static Validator validator(
            WorkerOrder own, Settings settings, Shards shards, WorkerRank worker, Kernels kernels, Lanes lanes)
            throws IOException {
        if (worker.rank() > 0 || settings.train().validationIterations() == 0) {
            return teacher -> OptionalDouble.empty();
        }
        return new TeacherClassifier(
                settings, shards.labelledWindows(own.shards().copies()), kernels, lanes);
    }
}
