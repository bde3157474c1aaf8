package io.mmdino.cluster;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training run as a barrier stage that lasts as long as the run. Spark does not run such a stage again when it loses a
 * worker; this does, and the workers go on from the newest checkpoint, or from the start before the first.
 *
 * <p>{@code spark.stage.maxConsecutiveAttempts} (Spark's default 4) stages in a row that fail without a new checkpoint end the
 * run, and so does a stage that somebody has cancelled.
 *
 * @param workers W
 * @param saved how far the run's newest checkpoint is
 */
public record ClusterRun(SparkContext spark, int workers, RunGauge gauge, Saved saved) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterRun.class);
    private static final String MOST_FAILURES = "spark.stage.maxConsecutiveAttempts";
    private static final int DEFAULT_MOST_FAILURES = 4;
    private static final Pattern CANCELLED = Pattern.compile("Job \\d+ cancelled");

    /** Looks up the iterations of the newest checkpoint; 0 before the first. */
    @FunctionalInterface
    public interface Saved {
        long iterations() throws IOException;
    }

    /**
     * Runs to the end.
     *
     * @param body one worker; it reports what would fail again, and throws what may go better another time
     * @param progress called with the number of iterations that all workers have reached
     * @throws WorkerException when a worker reports a failure, or too many stages in a row have failed
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
        int most = spark.conf().getInt(MOST_FAILURES, DEFAULT_MOST_FAILURES);
        long before = saved.iterations();
        int failures = 0;
        for (Optional<Exception> failure = failure(body); failure.isPresent(); failure = failure(body)) {
            long now = saved.iterations();
            failures = now > before ? 0 : failures + 1;
            before = now;
            if (failures >= most) {
                throw new WorkerException(
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

    /** Runs the stage once; empty when the run is done. */
    private Optional<Exception> failure(BarrierStage.Body<WorkerReport> body) {
        try {
            WorkerReport.requireDone(BarrierStage.run(spark, workers, body));
            return Optional.empty();
        } catch (RuntimeException e) {
            throw e; // reported by a worker, interrupted, or no slots for the workers
        } catch (Exception e) { // Spark's, which Scala does not declare
            if (spark.isStopped()
                    || CANCELLED.matcher(String.valueOf(e.getMessage())).lookingAt()) {
                throw new WorkerException(
                        "training was cancelled; the same command goes on from the last checkpoint", e);
            }
            return Optional.of(e);
        }
    }
}
