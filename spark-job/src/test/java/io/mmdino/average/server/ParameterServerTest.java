package io.mmdino.average.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.average.PeerException;
import io.mmdino.average.Rendezvous;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers on threads; {@link WorkerProcessesTest} has them in processes. */
class ParameterServerTest {

    private static final int LENGTH = 2000;

    @ParameterizedTest
    @CsvSource({"1, 200, 150, 0.001", "2, 200, 150, 0.05", "3, 200, 150, 0.05", "2, 5000, 150, 0.1"})
    void allReplicasAreEqualAndNearTheOptimumOfWhatAllSee(int workers, int length, int rounds, float bound)
            throws Exception {
        List<float[]> ends = LoopbackServers.run(
                workers, length, 1e-3, LoopbackServers.LIMIT, server -> descend(server, length, rounds));
        float[] first = ends.get(0);
        for (int i = 0; i < length; i++) {
            // Each pulls to its own place, rank + i / n: synchronous steps end at the mean of them.
            assertThat(first[i]).isEqualTo((workers - 1) / 2f + (float) i / length, within(bound));
            for (float[] end : ends) {
                assertThat(end[i]).isEqualTo(first[i], within(1e-6f));
            }
        }
    }

    /** Gradient steps on {@code 0.5 (w - rank - i / n)^2} for each element i, by the book of the parameter server. */
    private static float[] descend(ParameterServer server, int length, int rounds) {
        ParameterVector weights = LoopbackServers.vector(length);
        ParameterVector difference = LoopbackServers.vector(length);
        Tensor w = weights.of("weight");
        Tensor d = difference.of("weight");
        for (int round = 0; round < rounds; round++) {
            for (int step = 0; step < 10; step++) {
                double rate = 0.1 * (1 - (double) round / rounds);
                for (int i = 0; i < length; i++) {
                    d.set(i, rate * (server.rank() + (double) i / length - w.get(i)));
                }
                server.share(difference);
                server.receive(weights);
            }
            // Keeps the workers together: one that pulls longer than the others would move all.
            server.settle(weights);
        }
        return weights.of("weight").toFloats();
    }

    @Test
    void whatIsTooSmallForOneShareArrivesInLaterOnes() throws Exception {
        int shares = 60;
        float small = 1e-5f;
        List<float[]> ends = LoopbackServers.run(2, LENGTH, 1e-2, LoopbackServers.LIMIT, server -> {
            ParameterVector weights = LoopbackServers.vector(LENGTH);
            ParameterVector difference = LoopbackServers.vector(LENGTH);
            if (server.rank() == 1) {
                difference.of("weight").set(7, small);
            }
            for (int i = 0; i < shares; i++) {
                server.share(difference);
            }
            server.settle(weights);
            return weights.of("weight").toFloats();
        });
        for (float[] end : ends) {
            assertThat(end[7]).isEqualTo(small * shares / 2, within(small * 10));
            end[7] = 0;
            assertThat(end).containsOnly(0f);
        }
    }

    @Test
    void aVectorOfSeveralMessagesArrivesWhole() throws Exception {
        int length = 2 * CodeRange.LENGTH + 12_345;
        int[] places = {0, CodeRange.LENGTH - 1, CodeRange.LENGTH, 2 * CodeRange.LENGTH, length - 1};
        List<List<Float>> ends = LoopbackServers.run(2, length, 0.5, LoopbackServers.LIMIT, server -> {
            ParameterVector weights = LoopbackServers.vector(length);
            ParameterVector difference = LoopbackServers.vector(length);
            for (int place : places) {
                difference.of("weight").set(place, server.rank() == 0 ? 0.5 : -1);
            }
            assertThat(server.share(difference)).isEqualTo(places.length);
            server.settle(weights);
            List<Float> found = new ArrayList<>();
            float[] values = weights.of("weight").toFloats();
            for (int i = 0; i < length; i++) {
                if (values[i] != 0) {
                    found.add((float) i);
                }
            }
            weights.close();
            difference.close();
            return found;
        });
        // 0.5 up and 0.5 down: the steps meet and nothing is left of them.
        assertThat(ends).allSatisfy(found -> assertThat(found).isEmpty());
    }

    @Test
    void settlingGivesEveryWorkerTheSameWhoeverComesLate() throws Exception {
        List<List<Float>> ends = LoopbackServers.run(3, 64, 0.25, LoopbackServers.LIMIT, server -> {
            ParameterVector weights = LoopbackServers.vector(64);
            ParameterVector difference = LoopbackServers.vector(64);
            List<Float> seen = new ArrayList<>();
            for (int round = 1; round <= 5; round++) {
                if (server.rank() == round % 3) {
                    Thread.sleep(200);
                }
                difference.of("weight").set(0, 0.25 * (server.rank() + 1));
                difference.of("weight").set(1, 0.25);
                for (int i = 0; i <= server.rank(); i++) {
                    server.share(difference);
                }
                server.settle(weights);
                seen.add((float) weights.of("weight").get(1));
            }
            difference.of("weight").set(0, 0);
            difference.of("weight").set(1, 0);
            for (int i = 0; i < 40; i++) {
                server.share(difference);
            }
            server.settle(weights);
            seen.add((float) weights.of("weight").get(1));
            return seen;
        });
        assertThat(ends.get(1)).isEqualTo(ends.get(0));
        assertThat(ends.get(2)).isEqualTo(ends.get(0));
        // 6 shares of 0.25 in each of 5 rounds, and nothing of them is forgotten.
        assertThat(ends.get(0).get(5)).isEqualTo(5 * 6 * 0.25f / 3, within(1e-4f));
    }

    @Test
    void theReasonOfAFailureReachesThePeers() {
        assertThatThrownBy(() -> LoopbackServers.run(2, 64, 0.25, LoopbackServers.LIMIT, server -> {
                    if (server.rank() == 1) {
                        server.fail("no space left on device");
                    } else {
                        server.settle(LoopbackServers.vector(64));
                    }
                    return 0;
                }))
                .isInstanceOf(PeerException.class)
                .hasMessageMatching("rank 1 at .* has failed: no space left on device");
    }

    @Test
    void workersOfDifferentModelsAreRefused() {
        LoopbackServers.Meeting meeting = new LoopbackServers.Meeting(1);
        ParameterServer.Worker worker = new ParameterServer.Worker(0, 2, "127.0.0.1", LoopbackServers.LIMIT);
        Rendezvous rendezvous = mine -> new String[] {meeting.gather(0, mine)[0], "40000 80 7 127.0.0.1"};
        assertThatThrownBy(() -> ParameterServer.open(
                        worker, rendezvous, LoopbackServers.KERNELS, LoopbackServers.vector(64), 0.25))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("rank 1 trains 80 parameters, this worker 64");
    }

    @Test
    void aPeerThatNeverListensIsNamed() {
        LoopbackServers.Meeting meeting = new LoopbackServers.Meeting(1);
        ParameterServer.Worker worker = new ParameterServer.Worker(0, 2, "127.0.0.1", Duration.ofMillis(300));
        Rendezvous rendezvous = mine -> new String[] {meeting.gather(0, mine)[0], "9 64 7 127.0.0.1"};
        assertThatThrownBy(() -> ParameterServer.open(
                        worker, rendezvous, LoopbackServers.KERNELS, LoopbackServers.vector(64), 0.25))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("rank 1 at 127.0.0.1:9 has not answered within 0.3 s");
    }

    /** In a folder for temporary files of its own: other processes that test servers make folders in the usual one. */
    @Test
    void nothingIsLeftOfAClosedServer(@TempDir Path temporary) throws Exception {
        String usual = System.setProperty("java.io.tmpdir", temporary.toString());
        try {
            Leftovers before = Leftovers.now();
            LoopbackServers.run(2, 64, 0.25, LoopbackServers.LIMIT, server -> {
                server.settle(LoopbackServers.vector(64));
                assertThat(Leftovers.now().folders())
                        .hasSizeGreaterThan(before.folders().size());
                return 0;
            });
            Leftovers.now().equal(before);
        } finally {
            System.setProperty("java.io.tmpdir", usual);
        }
    }

    @Test
    void aRunWithASecretIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParameterServer.requireUnauthenticated(true))
                .withMessageContaining("spark.authenticate")
                .withMessageContaining("ring");
        assertThatCode(() -> ParameterServer.requireUnauthenticated(false)).doesNotThrowAnyException();
    }
}
