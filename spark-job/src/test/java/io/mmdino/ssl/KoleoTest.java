package io.mmdino.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KoleoTest {

    private static final ReferenceTensors GOLDEN = ReferenceTensors.open("/golden/losses_and_schedules.safetensors");

    @Test
    void lossAndGradientAgreeWithTheReference() {
        Koleo koleo = Koleo.of(GOLDEN.rows("koleo.in"));
        assertThat(koleo.loss()).isCloseTo(GOLDEN.floats("koleo.loss")[0], within(1e-5));
        double[][] wanted = GOLDEN.rows("koleo.grad");
        double[][] found = koleo.gradient(1);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).as("row %d", i).containsExactly(wanted[i], within(1e-6));
        }
    }

    @Test
    void theGradientAgreesWithDifferencesAndScalesWithItsWeight() {
        double[][] x = GOLDEN.rows("koleo.in");
        double[][] gradient = Koleo.of(x).gradient(0.1);
        double step = 1e-6;
        for (int d = 0; d < x[0].length; d++) {
            x[2][d] += step;
            double above = Koleo.of(x).loss();
            x[2][d] -= 2 * step;
            double below = Koleo.of(x).loss();
            x[2][d] += step;
            assertThat(gradient[2][d]).isCloseTo(0.1 * (above - below) / (2 * step), within(1e-8));
        }
    }

    @Test
    void oppositeVectorsAreEachOthersNeighboursAndNotTheirOwn() {
        assertThat(Koleo.of(new double[][] {{3, 0}, {-1, 0}}).loss()).isCloseTo(-Math.log(2), within(1e-6));
    }

    @Test
    void theLengthOfAVectorDoesNotMatter() {
        double[][] x = {{1, 2}, {2, -1}, {0.5, 0.1}};
        double[][] longer = {{10, 20}, {2, -1}, {0.5, 0.1}};
        assertThat(Koleo.of(longer).loss()).isCloseTo(Koleo.of(x).loss(), within(1e-12));
    }

    @Test
    void twinsGiveAFiniteGradient() {
        double[][] gradient = Koleo.of(new double[][] {{1, 1}, {1, 1}, {0, 1}}).gradient(1);
        for (double[] row : gradient) {
            assertThat(row).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        }
    }
}
