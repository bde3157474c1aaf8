package io.mmdino.average;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that works outside of the sums for longer than the others' time limit. */
@Timeout(120)
class RingBusyTest {

    private static final Duration SHORT = Duration.ofMillis(600);
    private static final long WORK_MILLIS = 2500;

    private static double sum(Averager ring) {
        return ring.sum(new double[] {1})[0];
    }

    private static void work() {
        try {
            Thread.sleep(WORK_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theOthersWaitForABusyWorkerWhicheverItIs() {
        for (int busy = 0; busy < 3; busy++) {
            int worker = busy;
            try (LoopbackRing ring = LoopbackRing.open(3, Security.none(), SHORT)) {
                List<Double> sums = ring.onAll(rank -> {
                    if (rank == worker) {
                        Averager.Busy work = ring.averager(rank).busy();
                        work();
                        work.end();
                    }
                    return sum(ring.averager(rank));
                });
                assertThat(sums).containsExactly(3.0, 3.0, 3.0);
            }
        }
    }

    @Test
    void whoIsBusyNoMoreIsMissedAfterTheLimitAndNamed() {
        try (LoopbackRing ring = LoopbackRing.open(3, Security.none(), SHORT)) {
            List<Future<Double>> sums = ring.start(rank -> {
                if (rank == 1) {
                    ring.averager(rank).busy().end();
                    work();
                }
                return sum(ring.averager(rank));
            });
            assertThat(LoopbackRing.error(sums.get(0)))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("rank 1");
        }
    }
}
