package io.mmdino.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BarrierStageTest {

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = LocalSession.open();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static SparkContext spark() {
        return session.sparkContext();
    }

    @Test
    void workersRunTogetherAndTheirResultsComeByRank() {
        List<String> results = BarrierStage.run(spark(), 2, context -> {
            String[] all = context.allGather("rank " + context.partitionId());
            return context.partitionId() + " sees " + String.join(", ", all);
        });

        assertThat(results).containsExactly("0 sees rank 0, rank 1", "1 sees rank 0, rank 1");
    }

    @Test
    void moreWorkersThanALocalMasterHasSlotsIsAnErrorAtOnce() {
        assertThatThrownBy(() -> BarrierStage.run(spark(), 3, Duration.ofDays(1), () -> {}, context -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("local[2] has task slots for 2 workers, wanted 3")
                .hasMessageContaining("take --master local[3]");
    }

    @Test
    void theErrorOfAWorkerIsTheCauseOfTheStages() {
        assertThatThrownBy(() -> BarrierStage.run(spark(), 2, context -> {
                    if (context.partitionId() == 1) {
                        throw new java.io.IOException("the disk of worker 1");
                    }
                    return 1;
                }))
                .hasStackTraceContaining("the disk of worker 1");
    }

    private static final CountDownLatch STARTED = new CountDownLatch(2);
    private static final CountDownLatch INTERRUPTED = new CountDownLatch(2);

    @Test
    void anInterruptOfTheDriverInterruptsTheWorkers() throws InterruptedException {
        Thread driver = new Thread(() -> assertThatThrownBy(() -> BarrierStage.run(spark(), 2, context -> {
                    STARTED.countDown();
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        INTERRUPTED.countDown();
                    }
                    return 1;
                }))
                .hasMessageContaining("cancelled"));
        driver.start();
        assertThat(STARTED.await(60, TimeUnit.SECONDS)).isTrue();

        driver.interrupt();

        assertThat(INTERRUPTED.await(60, TimeUnit.SECONDS)).isTrue();
        driver.join(60_000);
    }
}
