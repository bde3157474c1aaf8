package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

    @Test
    void theSamePurposeGivesTheSameNumbers() {
        RandomStream one = RandomStream.of(3, 14, "ab12", "crops");
        RandomStream other = RandomStream.of(3, 14, "ab12", "crops");

        for (int i = 0; i < 100; i++) {
            assertThat(one.uniform()).isEqualTo(other.uniform());
        }
    }

    @Test
    void everyPartMakesAnotherStream() {
        Set<Double> first = new HashSet<>();
        for (int seed = 0; seed < 10; seed++) {
            for (int iteration = 0; iteration < 100; iteration++) {
                for (String study : new String[] {"", "a", "b", "ab", "ba"}) {
                    first.add(RandomStream.of(seed, iteration, study, "crops").uniform());
                    first.add(RandomStream.of(seed, iteration, study, "masks").uniform());
                }
            }
        }

        assertThat(first).hasSize(10 * 100 * 5 * 2);
    }

    /** Later releases and other machines have to draw the same numbers, or runs could not go on from checkpoints. */
    @Test
    void theNumbersNeverChange() {
        RandomStream random = RandomStream.of(1, 2, "study", "crops");

        assertThat(new double[] {random.uniform(), random.uniform(5, 6)})
                .containsExactly(0.164618206725478, 5.5716321281750325);
        assertThat(new int[] {random.integer(1000), random.integer(7)}).containsExactly(44, 6);
        assertThat(random.gaussian()).isEqualTo(0.7076084686317422);
    }

    @Test
    void firstNumbersOfManyStreamsAreUniform() {
        int[] histogram = new int[10];
        for (int iteration = 0; iteration < 20_000; iteration++) {
            histogram[
                    (int) (10 * RandomStream.of(7, iteration, "study", "crops").uniform())]++;
        }

        for (int count : histogram) {
            assertThat((double) count).isCloseTo(2000, within(5 * Math.sqrt(2000)));
        }
    }

    @Test
    void gaussianHasMeanZeroAndDeviationOne() {
        RandomStream random = RandomStream.of(1, 1, "", "noise");
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 20_000; i++) {
            double x = random.gaussian();
            sum += x;
            squares += x * x;
        }

        assertThat(sum / 20_000).isCloseTo(0, within(0.03));
        assertThat(squares / 20_000).isCloseTo(1, within(0.05));
    }

    @Test
    void shuffleKeepsTheValuesAndChangesTheirOrder() {
        int[] values = new int[50];
        for (int i = 0; i < 50; i++) {
            values[i] = i;
        }
        int[] ordered = values.clone();

        RandomStream.of(1, 1, "", "order").shuffle(values);

        assertThat(values).containsExactlyInAnyOrder(ordered).isNotEqualTo(ordered);
    }
}
