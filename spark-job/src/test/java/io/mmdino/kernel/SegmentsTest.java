package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.Segments.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {

    private static final Kernels.AdamRule RULE = new Kernels.AdamRule(0.9, 0.999, 1e-8, 3);

    static Stream<Kernels> backends() {
        return Stream.of(Backends.vector(), Backends.scalar(Tensor.Type.FLOAT32), Backends.nd4j(Tensor.Type.FLOAT32));
    }

    private static Segments table(int... lengths) {
        List<Segment> table = new ArrayList<>();
        long offset = 0;
        for (int length : lengths) {
            table.add(new Segment(offset, length, table.size() % 2, 1, 1, false));
            offset += (length + 15) / 16 * 16;
        }
        return Segments.of(table);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40})
    void partsCoverTheTableInOrder(int wanted) {
        Segments table = table(100, 3, 900, 20, 20, 500, 1, 64, 300);
        List<Segments> parts = table.parts(wanted);
        assertThat(parts).hasSizeLessThanOrEqualTo(wanted);
        int next = 0;
        for (Segments part : parts) {
            assertThat(part.first()).isEqualTo(next);
            assertThat(part.end()).isGreaterThan(next);
            assertThat(part.from()).isEqualTo(table.get(next).offset());
            assertThat(part.total()).isEqualTo(9);
            next = part.end();
        }
        assertThat(next).isEqualTo(9);
    }

    @Test
    void partsAreNearlyEqual() {
        int[] lengths = new int[400];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = 1 + i * 7919 % 1000;
        }
        for (Segments part : table(lengths).parts(8)) {
            assertThat(part.count()).isCloseTo(table(lengths).count() / 8, within(1000));
        }
    }

    @Test
    void aPartFitsIntoAView() {
        List<Segment> table = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            table.add(new Segment((long) i * Segments.LONGEST, Segments.LONGEST, 0, 1, 1, false));
        }
        List<Segments> parts = Segments.of(table).parts(1);
        assertThat(parts).hasSize(4).allMatch(part -> part.count() <= 1 << 27);
        assertThat(parts.get(3).from()).isEqualTo(3L << 27);
    }

    @Test
    void segmentsThatOverlapAndTablesOfNoneAreRefused() {
        assertThatThrownBy(() ->
                        Segments.of(List.of(new Segment(0, 5, 0, 1, 1, false), new Segment(4, 1, 0, 1, 1, false))))
                .hasMessageContaining("segment 1 begins at element 4, wanted 5");
        assertThatThrownBy(() -> Segments.of(List.of())).hasMessageContaining("no segments");
        assertThatThrownBy(() -> new Segment(0, 0, 0, 1, 1, false)).hasMessageContaining("0 elements");
        assertThatThrownBy(() -> new Segment(0, Segments.LONGEST + 1, 0, 1, 1, false))
                .hasMessageContaining("wanted 1 to " + Segments.LONGEST);
    }

    @Test
    void theNormOfAGroupIsOfAllItsSegments() {
        Segments table = table(1, 1, 1);
        assertThat(table.norms(new double[] {9, 4, 16})).containsExactly(5, 2);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void neitherPaddingNorFrozenGroupsMove(Kernels k) {
        Segments table = table(20, 20);
        Tensor p = ones(k, table);
        Tensor g = ones(k, table);
        Tensor m = ones(k, table);
        Tensor v = ones(k, table);
        Tensor squares = k.allocate(Tensor.Type.FLOAT64, 2);
        k.sumsOfSquares(g, table, squares);
        assertThat(k.toDoubles(squares)).containsExactly(20, 20);
        k.adamw(p, g, m, v, table, RULE, new Kernels.AdamStep(0.1, 0.1, 0, List.of(0L, 1L)), squares, k.numbers());
        for (Tensor changed : List.of(p, m, v)) {
            assertThat(k.toDoubles(changed.slice(0, 1, 32))).containsOnly(1);
            assertThat(k.toDoubles(changed.slice(32, 1, 20))).doesNotContain(1.0);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aSumThatIsNotFiniteInAnyGroupStopsTheUpdateAndTheMovingAverage(Kernels k) {
        Segments table = table(20, 20);
        Kernels.AdamStep step = new Kernels.AdamStep(0.1, 0.1, 0, List.of(1L, 1L));
        for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Tensor p = ones(k, table);
            Tensor v = ones(k, table);
            Tensor squares = k.numbers(1, broken).reshape(1, 2);
            k.adamw(p, ones(k, table), v, v, table, RULE, step, squares, k.numbers());
            k.follow(p, v, 0.5, squares, k.numbers());
            k.follow(p, v, 0.5, k.numbers(1, 1).reshape(1, 2), k.numbers(broken));
            assertThat(k.toDoubles(p)).containsOnly(1);
            assertThat(k.toDoubles(v)).containsOnly(1);
        }
    }

    private static Tensor ones(Kernels k, Segments table) {
        Tensor ones = k.zeros(1, table.count());
        k.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void rangesOfAVectorCoverItOnceOnAnyNumberOfLanes(int count) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        layout.add("a", 37);
        layout.add("b", 5, 7);
        try (Lanes lanes = new Lanes(count);
                ParameterVector vector = new ParameterVector(layout.build(), Tensor.Type.FLOAT32)) {
            Kernels k = Backends.scalar(Tensor.Type.FLOAT32);
            Tensor ones = k.zeros(1, (int) vector.length());
            k.fill(ones, 1);
            vector.forEachPart(lanes, (from, n) -> k.axpy(1, ones.slice(0, 1, n), vector.range(from, n)));
            assertThat(vector.range(0, (int) vector.length()).toDoubles()).containsOnly(1);
        }
    }
}
