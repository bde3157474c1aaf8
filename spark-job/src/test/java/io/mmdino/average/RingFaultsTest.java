package io.mmdino.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that stalls, goes or fails: the others end within their limit, and know whom to name. */
@Timeout(60)
class RingFaultsTest {

    private static final Duration SHORT = Duration.ofSeconds(2);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aWorkerThatDoesNotComeIsNamedByAllOthers(int count) {
        int absent = count - 1;
        CountDownLatch over = new CountDownLatch(1);
        try (Workers workers = Workers.open(count, Security.none(), SHORT)) {
            List<Future<float[]>> sums = workers.start(rank -> {
                if (rank == absent) {
                    await(over);
                    return new float[0];
                }
                return Workers.summed(workers.ring(rank), new float[100]);
            });
            for (int rank = 0; rank < absent; rank++) {
                assertThat(Workers.error(sums.get(rank)))
                        .isInstanceOfSatisfying(PeerException.class, e -> {
                            assertThat(e.rank()).isEqualTo(absent);
                            assertThat(e.told()).isFalse();
                        })
                        .hasMessageContaining("rank " + absent + " at 127.0.0.1:");
            }
            over.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWorkerThatHangsUpIsNoticedLongBeforeTheLimit() {
        // The limit is longer than this test may last.
        try (Workers workers = Workers.open(3, Security.none(), Duration.ofMinutes(10))) {
            List<Future<float[]>> sums = workers.start(rank -> {
                if (rank == 2) {
                    workers.ring(rank).close();
                    return new float[0];
                }
                return Workers.summed(workers.ring(rank), new float[100]);
            });
            for (Future<float[]> sum : sums.subList(0, 2)) {
                assertThat(Workers.error(sum))
                        .isInstanceOf(PeerException.class)
                        .hasMessageContaining("rank 2")
                        .hasMessageContaining("has closed its connection");
            }
        }
    }

    @Test
    void aWorkerThatFailsTellsTheOthersWhy() {
        try (Workers workers = Workers.open(4, Security.none(), Duration.ofMinutes(10))) {
            List<Future<float[]>> sums = workers.start(rank -> {
                if (rank == 1) {
                    workers.ring(rank).fail("the loss is not a number");
                    return new float[0];
                }
                return Workers.summed(workers.ring(rank), new float[100]);
            });
            for (int rank : new int[] {0, 2, 3}) {
                assertThat(Workers.error(sums.get(rank)))
                        .isInstanceOfSatisfying(
                                PeerException.class, e -> assertThat(e.told()).isTrue())
                        .hasMessageContaining("rank 1")
                        .hasMessageContaining("the loss is not a number");
            }
        }
    }

    @Test
    void aWorkerThatNeverCallsIsNamedWhenTheRingOpens() {
        Rendezvous deaf = text -> new String[] {text, "0".repeat(64) + "@127.0.0.1:9"};
        assertThatThrownBy(
                        () -> RingAverager.open(0, 2, deaf, Security.none(), "127.0.0.1", 0, Workers.kernels(), SHORT))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("rank 1 at 127.0.0.1:9")
                .hasMessageNotContaining("000000");
    }
}
