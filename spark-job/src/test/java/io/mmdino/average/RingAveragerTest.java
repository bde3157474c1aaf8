package io.mmdino.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.kernel.ParameterVector;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RingAveragerTest {

    @ParameterizedTest
    @CsvSource({"1, 100", "2, 1", "2, 1000003", "3, 16", "3, 2000001", "4, 1", "4, 17", "4, 700001", "20, 16"})
    void everyRankHoldsTheBitsOfTheSumInRingOrder(int count, int length) {
        List<float[]> all = IntStream.range(0, count)
                .mapToObj(rank -> LoopbackRing.values(rank, length))
                .toList();
        try (LoopbackRing ring = LoopbackRing.open(count)) {
            List<float[]> sums = ring.onAll(rank -> LoopbackRing.summed(ring.averager(rank), all.get(rank)));

            float[] wanted = LoopbackRing.sum(all, (length + 15) / 16 * 16);
            assertThat(sums)
                    .allSatisfy(sum -> assertThat(Arrays.equals(sum, wanted)).isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void fewValuesAreAddedInOrderOfRank(int count) {
        try (LoopbackRing ring = LoopbackRing.open(count)) {
            List<double[]> sums =
                    ring.onAll(rank -> ring.averager(rank).sum(new double[] {1e16 / (rank + 1), 1.0 / (rank + 3)}));

            double[] wanted = new double[2];
            for (int rank = 0; rank < count; rank++) {
                wanted[0] += 1e16 / (rank + 1);
                wanted[1] += 1.0 / (rank + 3);
            }
            assertThat(sums)
                    .allSatisfy(sum -> assertThat(Arrays.equals(sum, wanted)).isTrue());
        }
    }

    @Test
    void roundsOfBothKindsFollowEachOther() {
        int rounds = 20;
        try (LoopbackRing ring = LoopbackRing.open(3)) {
            List<double[]> results = ring.onAll(rank -> {
                Averager averager = ring.averager(rank);
                double[] seen = new double[2 * rounds];
                for (int round = 0; round < rounds; round++) {
                    float[] values = new float[100 + round];
                    Arrays.fill(values, rank + round);
                    seen[2 * round] = LoopbackRing.summed(averager, values)[99 + round];
                    seen[2 * round + 1] = averager.sum(new double[] {rank, round})[1];
                }
                return seen;
            });

            assertThat(results).allSatisfy(seen -> {
                for (int round = 0; round < rounds; round++) {
                    assertThat(seen[2 * round]).isEqualTo(3 + 3 * round);
                    assertThat(seen[2 * round + 1]).isEqualTo(3 * round);
                }
            });
        }
    }

    @Test
    void noValuesAndManyValuesGoRoundToo() {
        try (LoopbackRing ring = LoopbackRing.open(2)) {
            List<double[]> sums = ring.onAll(rank -> {
                double[] nothing = ring.averager(rank).sum(new double[0]);
                assertThat(nothing).isEmpty();
                double[] many = new double[300_000];
                Arrays.setAll(many, i -> i * (rank + 1));
                return ring.averager(rank).sum(many);
            });

            assertThat(sums).allSatisfy(sum -> assertThat(sum[299_999]).isEqualTo(3 * 299_999));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AES/CTR/NoPadding"})
    void authenticatedAndEncryptedItGivesTheSameBits(String cipher) {
        List<float[]> all = List.of(LoopbackRing.values(0, 900_001), LoopbackRing.values(1, 900_001));
        try (LoopbackRing ring = LoopbackRing.open(2, authenticating(cipher), LoopbackRing.LIMIT)) {
            List<float[]> sums = ring.onAll(rank -> LoopbackRing.summed(ring.averager(rank), all.get(rank)));

            float[] wanted = LoopbackRing.sum(all, 900_016);
            assertThat(sums)
                    .allSatisfy(sum -> assertThat(Arrays.equals(sum, wanted)).isTrue());
        }
    }

    private static Security authenticating(String cipher) {
        return cipher.isEmpty()
                ? FixedSecret.of("right").security(Map.of())
                : FixedSecret.of("right").security(Map.of("spark.network.crypto.cipher", cipher));
    }

    @Test
    void vectorsOfDifferentLengthsAreAnErrorThatNamesBoth() {
        try (LoopbackRing ring = LoopbackRing.open(2)) {
            var sums = ring.start(rank -> LoopbackRing.summed(ring.averager(rank), new float[rank == 0 ? 160 : 320]));

            assertThat(LoopbackRing.error(sums.get(0)))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("160 elements")
                    .hasMessageContaining("320 elements");
            assertThat(LoopbackRing.error(sums.get(1))).isInstanceOf(PeerException.class);
        }
    }

    @Test
    void aVectorOfAnotherTypeThanTheKernelsIsRefused() {
        try (LoopbackRing ring = LoopbackRing.open(2);
                ParameterVector vector = new ParameterVector(
                        LoopbackRing.vector(new float[16]).layout(), io.mmdino.kernel.Tensor.Type.FLOAT64)) {
            assertThatThrownBy(() -> ring.averager(0).sum(vector))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("FLOAT64");
        }
    }

    @Test
    void closingTwiceLeavesNoThreads() throws InterruptedException {
        LoopbackRing ring = LoopbackRing.open(3);
        ring.onAll(rank -> ring.averager(rank).sum(new double[] {1}));
        ring.close();
        ring.close();

        long end = System.nanoTime() + 30_000_000_000L;
        while (ringThreads() > 0 && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(ringThreads()).isZero();
    }

    private static long ringThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ring-"))
                .count();
    }
}
