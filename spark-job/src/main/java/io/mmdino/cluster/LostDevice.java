package io.mmdino.cluster;

import io.mmdino.kernel.DeviceException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a process whose GPU is lost to it. An executor ends, because Spark would give the same process its next tasks, and
 * starts another in its place. A driver computes by itself in local mode only, and reports the failure.
 *
 * @param isExecutor whether Spark can replace this process
 * @param exit ends the process with a code
 */
public record LostDevice(boolean isExecutor, IntConsumer exit) {

    /** Exit code of an executor that has lost its GPU; neither Spark nor sysexits.h use it. */
    public static final int EXIT_CODE = 79;

    private static final Logger LOG = LoggerFactory.getLogger(LostDevice.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String DRIVER = "driver";

    /** This process. */
    public static LostDevice here() {
        SparkEnv spark = SparkEnv.get();
        return new LostDevice(spark != null && !spark.executorId().equals(DRIVER), LostDevice::end);
    }

    /** Whether {@link #endExecutor} ends this process for a failure of a task, which the task then throws as it is. */
    public boolean endsExecutor(Throwable failure) {
        return isExecutor && DeviceException.lossIn(failure).isPresent();
    }

    /** Ends an executor when a task has failed because its GPU is lost; returns otherwise. */
    public void endExecutor(Throwable failure) {
        Optional<DeviceException> loss = DeviceException.lossIn(failure);
        if (isExecutor && loss.isPresent()) {
            LOG.error(
                    "this executor ends with code {}, so that Spark starts another: {}",
                    EXIT_CODE,
                    loss.get().getMessage());
            exit.accept(EXIT_CODE);
        }
    }

    /** Ends this process as Spark ends executors, and without hooks where these do not end, as those of a broken driver may. */
    private static void end(int code) {
        Thread limit = new Thread(
                () -> {
                    try {
                        Thread.sleep(LIMIT.toMillis());
                    } catch (InterruptedException e) {
                        LOG.debug("ending without hooks at once");
                    }
                    Runtime.getRuntime().halt(code);
                },
                "lost-device");
        limit.setDaemon(true);
        limit.start();
        System.exit(code);
    }
}
