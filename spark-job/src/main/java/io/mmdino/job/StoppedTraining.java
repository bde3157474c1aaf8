package io.mmdino.job;

import io.mmdino.disk.ShutdownHook;
import io.mmdino.run.CheckpointRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checkpoint before the end of a process that is told to end, by SIGTERM or SIGINT, while it trains or drives workers. The end waits for
 * it until {@code spark.hadoop.mmdino.stop.grace} is over, 25 s by default: less than the 30 s after which Kubernetes kills.
 */
final class StoppedTraining {

    private static final Logger LOG = LoggerFactory.getLogger(StoppedTraining.class);
    private static final String GRACE = "mmdino.stop.grace";
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(25);
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private StoppedTraining() {}

    /**
     * Saves a checkpoint if this process is told to end before the hook is closed.
     *
     * @param request to whoever writes the run
     */
    static ShutdownHook hook(Configuration conf, CheckpointRequest request) {
        Duration grace =
                Duration.ofMillis(conf.getTimeDuration(GRACE, DEFAULT_GRACE.toMillis(), TimeUnit.MILLISECONDS));
        return ShutdownHook.first(() -> save(request, grace), grace.plus(MARGIN));
    }

    private static void save(CheckpointRequest request, Duration grace) {
        try {
            LOG.warn("told to end: saving a checkpoint first, for at most {} s", grace.toSeconds());
            if (!request.await(grace)) {
                LOG.warn("no checkpoint could be saved in time; the same command goes on from the one before");
            }
        } catch (IOException e) {
            LOG.warn("no checkpoint could be asked for ({})", e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
