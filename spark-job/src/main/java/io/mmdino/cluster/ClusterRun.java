package io.mmdino.cluster;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training run as a barrier stage that lasts as long as the run. When workers are lost Spark runs the stage again, and the
 * workers go on from the newest checkpoint; when it gives up it is asked again, as long as each time has got the run further.
 *
 * @param workers W
 */
public record ClusterRun(SparkContext spark, int workers, RunGauge gauge) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterRun.class);

    /**
     * @param body one worker; it reports what would fail again, and throws what may go better another time
     * @param progress told of iterations that all workers have reached
     * @throws WorkerException when a worker reports a failure
     */
    public void run(BarrierStage.Body<WorkerReport> body, LongConsumer progress) {
        AtomicLong saved = new AtomicLong();
        SparkListener listener = gauge.listener(progress, iteration -> saved.accumulateAndGet(iteration, Math::max));
        spark.addSparkListener(listener);
        try {
            while (!finished(body, saved)) {
                LOG.warn("workers were lost; going on from iteration {}", saved.get());
            }
        } finally {
            spark.removeSparkListener(listener);
        }
    }

    /** Whether the run is done; if not, it got to another checkpoint before its workers were lost. */
    private boolean finished(BarrierStage.Body<WorkerReport> body, AtomicLong saved) {
        long before = saved.get();
        try {
            WorkerReport.requireDone(BarrierStage.run(spark, workers, body));
            return true;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (saved.get() > before) {
                return false;
            }
            throw new WorkerException(
                    "workers were lost or failed again and again without reaching another checkpoint (the same command"
                            + " goes on from the last one; executors' logs may say more)",
                    e);
        }
    }
}
