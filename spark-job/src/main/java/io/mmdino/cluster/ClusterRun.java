package io.mmdino.cluster;

import io.mmdino.disk.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training run as one barrier stage. Spark does not repeat such a stage when it loses a worker; this class does, and the workers
 * resume from the newest checkpoint, or from the start when there is none.
 *
 * <p>The run ends after {@code spark.stage.maxConsecutiveAttempts} (Spark's default 4) failed stages in a row without a new
 * checkpoint, and when the stage is cancelled. Before Spark takes an executor away that it decommissions, a checkpoint is saved.
 *
 * @param workers number of workers
 * @param gauge through which worker 0 reports its progress
 * @param saved the run's checkpoints
 */
public record ClusterRun(SparkContext spark, int workers, RunGauge gauge, Saved saved) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterRun.class);
    private static final String MOST_FAILURES = "spark.stage.maxConsecutiveAttempts";
    private static final int DEFAULT_MOST_FAILURES = 4;
    private static final Pattern CANCELLED = Pattern.compile("Job \\d+ cancelled");

    /** The checkpoints of the run. */
    @FunctionalInterface
    public interface Saved {
        /** Number of iterations of the newest one; 0 before the first. */
        long iterations() throws IOException;

        /** Asks worker 0 for one as soon as possible, because a worker will be lost. */
        default void want() throws IOException {}
    }

    /**
     * Runs until all workers have reported success.
     *
     * @param body work of one worker; it reports failures that would occur again, and throws those that a repetition may avoid
     * @param progress called with the number of iterations that all workers have reached
     * @throws WorkerException when a worker reports a failure
     * @throws ClusterLostException when too many stages in a row have failed, or the stage was cancelled
     * @throws IOException when the run's folder cannot be read
     */
    public void run(BarrierStage.Body<WorkerReport> body, LongConsumer progress) throws IOException {
        SparkListener listener = gauge.listener(progress);
        spark.addSparkListener(listener);
        try {
            repeat(body);
        } finally {
            spark.removeSparkListener(listener);
        }
    }

    private void repeat(BarrierStage.Body<WorkerReport> body) throws IOException {
        DecommissionWatch watch = new DecommissionWatch(spark);
        int most = spark.conf().getInt(MOST_FAILURES, DEFAULT_MOST_FAILURES);
        long before = saved.iterations();
        int failures = 0;
        for (Optional<Exception> failure = failure(body, watch); failure.isPresent(); failure = failure(body, watch)) {
            long now = saved.iterations();
            failures = now > before ? 0 : failures + 1;
            before = now;
            if (failures >= most) {
                throw new ClusterLostException(
                        "workers were lost or failed again and again without reaching another checkpoint (the same command"
                                + " goes on from the last one; executors' logs may say more)",
                        failure.get());
            }
            LOG.warn(
                    "workers were lost; going on from iteration {} (failure {} of at most {} in a row without a new checkpoint)",
                    now,
                    failures,
                    most);
        }
    }

    /** Runs the stage once and returns its failure; empty when the run is done. */
    private Optional<Exception> failure(BarrierStage.Body<WorkerReport> body, DecommissionWatch watch) {
        try {
            WorkerReport.requireDone(
                    reports(BarrierStage.run(spark, workers, () -> saveBeforeALoss(watch), writing(body))));
            return Optional.empty();
        } catch (RuntimeException e) {
            throw e; // reported by a worker, interrupted, or no slots for the workers
        } catch (Exception e) { // Spark's, which Scala does not declare
            if (spark.isStopped()
                    || CANCELLED.matcher(String.valueOf(e.getMessage())).lookingAt()) {
                throw new ClusterLostException(
                        "training was cancelled; the same command goes on from the last checkpoint", e);
            }
            return Optional.of(e);
        }
    }

    private void saveBeforeALoss(DecommissionWatch watch) {
        if (watch.hasNew()) {
            LOG.warn("an executor will be taken away; a checkpoint is saved before");
            try {
                saved.want();
            } catch (IOException e) {
                LOG.warn("no checkpoint could be asked for ({})", e.getClass().getSimpleName());
            }
        }
    }

    /** Makes the body return its report as JSON text. */
    private static BarrierStage.Body<String> writing(BarrierStage.Body<WorkerReport> body) {
        return context -> Json.write(body.call(context));
    }

    private static List<WorkerReport> reports(List<String> texts) {
        return texts.stream().map(text -> Json.read(text, WorkerReport.class)).toList();
    }
}
