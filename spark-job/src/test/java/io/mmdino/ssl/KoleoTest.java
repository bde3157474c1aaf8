package io.mmdino.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KoleoTest {

    private static final ReferenceTensors GOLDEN = ReferenceTensors.open("/golden/losses_and_schedules.safetensors");

    private final Kernels kernels = Backends.scalar(Tensor.Type.FLOAT64);

    private Tensor rows(double[][] x) {
        Tensor rows = kernels.zeros(x.length, x[0].length);
        for (int i = 0; i < rows.length(); i++) {
            rows.set(i, x[i / rows.cols()][i % rows.cols()]);
        }
        return rows;
    }

    private double loss(double[][] x) {
        Tensor loss = kernels.numbers(0);
        kernels.koleo(rows(x), 1, 1, kernels.zeros(x.length, x[0].length), loss);
        return loss.get(0);
    }

    private double[][] gradient(double[][] x, double weight) {
        Tensor gradient = kernels.zeros(x.length, x[0].length);
        kernels.koleo(rows(x), 1, weight, gradient, kernels.numbers(0));
        double[][] rows = new double[x.length][];
        Arrays.setAll(rows, r -> gradient.rows(r, r + 1).toDoubles());
        return rows;
    }

    @Test
    void lossAndGradientAgreeWithTheReference() {
        double[][] x = GOLDEN.rows("koleo.in");
        assertThat(loss(x)).isCloseTo(GOLDEN.floats("koleo.loss")[0], within(1e-5));
        double[][] wanted = GOLDEN.rows("koleo.grad");
        double[][] found = gradient(x, 1);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).as("row %d", i).containsExactly(wanted[i], within(1e-6));
        }
    }

    @Test
    void theGradientAgreesWithDifferencesAndScalesWithItsWeight() {
        double[][] x = GOLDEN.rows("koleo.in");
        double[][] gradient = gradient(x, 0.1);
        double step = 1e-6;
        for (int d = 0; d < x[0].length; d++) {
            x[2][d] += step;
            double above = loss(x);
            x[2][d] -= 2 * step;
            double below = loss(x);
            x[2][d] += step;
            assertThat(gradient[2][d]).isCloseTo(0.1 * (above - below) / (2 * step), within(1e-8));
        }
    }

    @Test
    void oppositeVectorsAreEachOthersNeighboursAndNotTheirOwn() {
        assertThat(loss(new double[][] {{3, 0}, {-1, 0}})).isCloseTo(-Math.log(2), within(1e-6));
    }

    @Test
    void theLengthOfAVectorDoesNotMatter() {
        double[][] x = {{1, 2}, {2, -1}, {0.5, 0.1}};
        double[][] longer = {{10, 20}, {2, -1}, {0.5, 0.1}};
        assertThat(loss(longer)).isCloseTo(loss(x), within(1e-12));
    }

    @Test
    void twinsGiveAFiniteGradient() {
        double[][] gradient = gradient(new double[][] {{1, 1}, {1, 1}, {0, 1}}, 1);
        for (double[] row : gradient) {
            assertThat(row).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        }
    }
}
