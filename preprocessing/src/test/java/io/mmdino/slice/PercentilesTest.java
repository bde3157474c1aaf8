package io.mmdino.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Property(tries = 300, seed = "77")
    void selectionGivesWhatSortingGives(
            @ForAll @IntRange(min = 1, max = 3000) int count,
            @ForAll @IntRange(min = 1, max = 2000) int distinct,
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0, max = 100) double percent) {
        float[] values = new float[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(distinct) - distinct / 2;
        }

        assertThat(Percentiles.of(values, percent, 1, 99))
                .containsExactly(sorted(values, percent), sorted(values, 1), sorted(values, 99));
    }

    @Test
    void aFewOfNumpysOwnNumbersComeOut() {
        float[] values = {7, 1, 9, 3, 4.5f};

        // numpy.percentile([7, 1, 9, 3, 4.5], [0, 1, 33, 50, 99, 100])
        assertThat(Percentiles.of(values, 0, 1, 33, 50, 99, 100))
                .containsExactly(new double[] {1, 1.08, 3.48, 4.5, 8.92, 9}, within(1e-12));
    }

    @Test
    void anOrganPipeIsNoWorseThanASort() {
        float[] values = new float[1 << 20];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(i, values.length - i);
        }

        assertThat(Percentiles.of(values, 50)).containsExactly(sorted(values, 50));
    }

    @Test
    void noValuesHaveNoPercentile() {
        assertThatThrownBy(() -> Percentiles.of(new float[0], 50)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Percentiles.of(new float[1], 101)).hasMessageContaining("percentile 101.0");
    }

    private static double sorted(float[] values, double percent) {
        float[] copy = values.clone();
        Arrays.sort(copy);
        double place = (copy.length - 1) * (percent / 100);
        int rank = (int) place;
        double t = place - rank;
        double low = copy[rank];
        double high = copy[Math.min(rank + 1, copy.length - 1)];
        return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
    }
}
