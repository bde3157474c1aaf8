package io.mmdino.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs with failing workers, on a real barrier stage. */
@Timeout(120)
class ClusterRunTest {

    /** Static, because driver and tasks share this JVM; an instance field would be copied with the task. */
    private static final AtomicInteger ATTEMPTS = new AtomicInteger();

    private static final AtomicLong SAVED = new AtomicLong();

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = LocalSession.open();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    @BeforeEach
    void nothingIsDone() {
        ATTEMPTS.set(0);
        SAVED.set(0);
    }

    private static void run(BarrierStage.Body<WorkerReport> body) throws IOException {
        SparkContext spark = session.sparkContext();
        new ClusterRun(spark, 2, new RunGauge(spark), SAVED::get).run(body, reached -> {});
    }

    /** Worker 1 counts the attempts and fails in the first {@code attempts}; each failed attempt saves some iterations first. */
    private static BarrierStage.Body<WorkerReport> failing(int attempts, int saves) {
        return context -> {
            context.barrier();
            if (context.partitionId() == 1 && ATTEMPTS.incrementAndGet() <= attempts) {
                SAVED.addAndGet(saves);
                throw new IOException("the connection was cut");
            }
            context.barrier();
            return WorkerReport.done(context.partitionId());
        };
    }

    @Test
    void workersLostBeforeTheFirstCheckpointStartAgain() throws IOException {
        run(failing(3, 0));
        assertThat(ATTEMPTS).hasValue(4);
    }

    @Test
    void theFourthFailureInARowWithoutACheckpointEndsTheRun() {
        assertThatThrownBy(() -> run(failing(99, 0)))
                .isInstanceOf(ClusterLostException.class)
                .hasMessageContaining("again and again without reaching another checkpoint")
                .hasStackTraceContaining("the connection was cut");
        assertThat(ATTEMPTS).hasValue(4);
    }

    @Test
    void aRunThatGetsOnIsNeverGivenUp() throws IOException {
        run(failing(9, 1));
        assertThat(ATTEMPTS).hasValue(10);
    }

    @Test
    void aRunThatSomebodyCancelsIsNotStartedAgain() {
        assertThatThrownBy(() -> run(context -> {
                    if (context.partitionId() == 0 && ATTEMPTS.incrementAndGet() == 1) {
                        session.sparkContext().cancelAllJobs();
                    }
                    Thread.sleep(60_000);
                    return WorkerReport.done(context.partitionId());
                }))
                .isInstanceOf(ClusterLostException.class)
                .hasMessageContaining("training was cancelled");
        assertThat(ATTEMPTS).hasValue(1);
    }

    @Test
    void aReportedFailureEndsTheRunAtOnce() {
        assertThatThrownBy(() -> run(context -> {
                    if (context.partitionId() == 0) {
                        ATTEMPTS.incrementAndGet();
                    }
                    return WorkerReport.failed(context.partitionId(), "the loss is not finite");
                }))
                .isInstanceOf(WorkerException.class)
                .hasMessageContaining("worker 0: the loss is not finite");
        assertThat(ATTEMPTS).hasValue(1);
    }
}
