package io.mmdino.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that stalls, closes or fails: the others stop within their limit and name it. */
@Timeout(60)
class RingFaultsTest {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aWorkerThatDoesNotComeIsNamedByAllOthers(int count) {
        int absent = count - 1;
        CountDownLatch over = new CountDownLatch(1);
        try (LoopbackRing ring = LoopbackRing.open(count, Security.none(), SHORT)) {
            List<Future<float[]>> sums = ring.start(rank -> {
                if (rank == absent) {
                    await(over);
                    return new float[0];
                }
                return LoopbackRing.summed(ring.averager(rank), new float[100]);
            });
            for (int rank = 0; rank < absent; rank++) {
                assertThat(LoopbackRing.error(sums.get(rank)))
                        .isInstanceOfSatisfying(PeerException.class, e -> {
                            assertThat(e.rank()).isEqualTo(absent);
                            assertThat(e.isOwnFailure()).isFalse();
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
        try (LoopbackRing ring = LoopbackRing.open(3, Security.none(), Duration.ofMinutes(10))) {
            List<Future<float[]>> sums = ring.start(rank -> {
                if (rank == 2) {
                    ring.averager(rank).close();
                    return new float[0];
                }
                return LoopbackRing.summed(ring.averager(rank), new float[100]);
            });
            for (Future<float[]> sum : sums.subList(0, 2)) {
                assertThat(LoopbackRing.error(sum))
                        .isInstanceOf(PeerException.class)
                        .hasMessageContaining("rank 2")
                        .hasMessageContaining("has closed its connection");
            }
        }
    }

    @Test
    void aWorkerThatFailsSendsTheOthersItsReason() {
        try (LoopbackRing ring = LoopbackRing.open(4, Security.none(), Duration.ofMinutes(10))) {
            List<Future<float[]>> sums = ring.start(rank -> {
                if (rank == 1) {
                    ring.averager(rank).fail("the loss is not a number");
                    return new float[0];
                }
                return LoopbackRing.summed(ring.averager(rank), new float[100]);
            });
            for (int rank : new int[] {0, 2, 3}) {
                assertThat(LoopbackRing.error(sums.get(rank)))
                        .isInstanceOfSatisfying(PeerException.class, e -> assertThat(e.isOwnFailure())
                                .isTrue())
                        .hasMessageContaining("rank 1")
                        .hasMessageContaining("the loss is not a number");
            }
        }
    }

    /** A neighbour whose messages the test writes: its reasons look like own failures where they are none, and the reverse. */
    @ParameterizedTest
    @CsvSource({"true, is out of memory", "false, has failed: the connection was cut"})
    void whetherAFailureIsThePeersOwnFollowsTheFlagAndNotTheReason(boolean own, String reason) throws Exception {
        Exchanger<String> rendezvous = new Exchanger<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        RingState state = new RingState(1, 2);
        try (RingLink neighbour = new RingLink(1, 2, Security.none(), "127.0.0.1", 0, LONG, state)) {
            Future<float[]> sum = thread.submit(() -> {
                Rendezvous exchange = text -> new String[] {text, exchanged(rendezvous, text)};
                try (Averager ring = RingAverager.open(
                        0, 2, exchange, Security.none(), "127.0.0.1", 0, LoopbackRing.kernels(), LONG)) {
                    return LoopbackRing.summed(ring, new float[100]);
                }
            });
            String address = neighbour.address().text();
            neighbour.connect(RingMembers.parse(1, 2, new String[] {exchanged(rendezvous, address), address}));
            neighbour.sendToNeighbours(new RingMessage.Failure(1, own, reason));

            assertThat(LoopbackRing.error(sum))
                    .isInstanceOfSatisfying(PeerException.class, e -> assertThat(e.isOwnFailure())
                            .isEqualTo(own))
                    .hasMessageStartingWith("rank 1 at 127.0.0.1:")
                    .hasMessageEndingWith(" " + reason);
        } finally {
            thread.shutdownNow();
        }
    }

    private static String exchanged(Exchanger<String> rendezvous, String mine) {
        try {
            return rendezvous.exchange(mine, 50, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A failure reaches workers that are no neighbours only as a message that was passed on. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFlagOfAFailureSurvivesTheWire(boolean own) {
        RingMessage.Failure failure = new RingMessage.Failure(3, own, "has failed: no space left");
        assertThat(RingMessage.read(failure.bytes())).isEqualTo(failure);
    }

    @Test
    void aWorkerThatNeverCallsIsNamedWhenTheRingOpens() {
        Rendezvous deaf = text -> new String[] {text, "0".repeat(64) + "@127.0.0.1:9"};
        assertThatThrownBy(() ->
                        RingAverager.open(0, 2, deaf, Security.none(), "127.0.0.1", 0, LoopbackRing.kernels(), SHORT))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("rank 1 at 127.0.0.1:9")
                .hasMessageNotContaining("000000");
    }
}
