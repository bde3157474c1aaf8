package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Cases that random tensors do not cover: tails, overflow, NaN, several lanes and compiled code. */
class VectorKernelsTest {

    private static final int WIDTH = 53;

    private final Kernels k = Backends.vector();

    @Test
    void geluKeepsItsDigitsFarIntoTheNegativeTail() {
        float[] x = new float[25 * 64];
        for (int i = 0; i < x.length; i++) {
            x[i] = -12.5f + i / 64f;
        }
        double[] found = gelu(k, x);
        double[] wanted = gelu(Backends.scalar(Tensor.Type.FLOAT64), x);
        for (int i = 0; i < x.length; i++) {
            double rounding = 1e-6 + 1.2e-7 * x[i] * x[i]; // x^2/2 in float32 is off by as much
            assertThat(Math.abs(found[i] - wanted[i]))
                    .as("gelu(%s)", x[i])
                    .isLessThanOrEqualTo(rounding * Math.abs(wanted[i]));
        }
    }

    private static double[] gelu(Kernels kernels, float[] x) {
        Tensor u = kernels.zeros(1, x.length).copyFrom(x);
        Tensor g = kernels.zeros(1, x.length);
        kernels.biasGelu(u, kernels.zeros(1, x.length), g);
        return g.toDoubles();
    }

    @Test
    void hugeValuesNeitherOverflowNorTurnIntoNaN() {
        Tensor z = k.zeros(1, WIDTH);
        z.set(3, 3e30);
        z.set(7, -3e30);
        Tensor out = k.zeros(1, WIDTH);
        k.centredSoftmax(z, k.zeros(1, WIDTH), k.numbers(0.04), out);
        assertThat(out.get(3)).isEqualTo(1);
        assertThat(out.get(7)).isLessThan(1e-37);
        k.biasGelu(z, k.zeros(1, WIDTH), out);
        assertThat(out.get(3)).isEqualTo(3e30f);
        assertThat(Math.abs(out.get(7))).isLessThan(1e-6);
        Tensor u = k.zeros(1, 2 * WIDTH);
        u.set(0, 1000);
        u.set(1, -1000);
        k.fill(u.slice(WIDTH, 1, WIDTH), 1);
        k.biasSwiglu(u, k.zeros(1, 2 * WIDTH), out);
        assertThat(out.get(0)).isEqualTo(1000);
        assertThat(Math.abs(out.get(1))).isLessThan(1e-30);
    }

    @Test
    void aNaNShowsInEveryResultThatSawIt() {
        Tensor x = k.zeros(1, WIDTH);
        x.set(WIDTH - 1, Double.NaN);
        Tensor none = k.zeros(1, WIDTH);
        Tensor out = k.zeros(1, WIDTH);
        Tensor sums = k.numbers(0);
        k.sumsOfSquares(x, Segments.of(List.of(new Segments.Segment(0, WIDTH, 0, 1, 1, false))), sums);
        assertThat(sums.get(0)).isNaN();
        k.centredSoftmax(x, none, k.numbers(1), out);
        assertThat(out.get(0)).isNaN();
        k.layerNorm(x, none, none, 1e-6, out, k.zeros(1, 2));
        assertThat(out.get(0)).isNaN();
        Tensor loss = k.numbers(0);
        k.crossEntropy(x, none, k.indices(0), k.numbers(1), 1, out, loss);
        assertThat(loss.get(0)).isNaN();
        k.biasGelu(x, none, out);
        assertThat(out.get(WIDTH - 1)).isNaN();
        assertThat(out.get(0)).isZero();
    }

    @Test
    void rowsWithoutWeightAreNotEvenRead() {
        Tensor z = k.zeros(2, WIDTH);
        k.fill(z.rows(0, 1), Double.NaN);
        Tensor targets = k.zeros(1, WIDTH);
        k.fill(targets, 1.0 / WIDTH);
        Tensor loss = k.numbers(0);
        k.crossEntropy(z, targets, k.indices(0, 0), k.numbers(0, 1), 0.1, k.zeros(2, WIDTH), loss);
        assertThat(loss.get(0)).isCloseTo(Math.log(WIDTH), within(1e-5));
    }

    @Test
    void theBitsStayWhenTheCompilerStepsIn() {
        Consumer<RandomTensors> work = random -> {
            Operations.all().get("layerNorm and backward").run(k, random, WIDTH);
            Operations.all().get("biasGelu and backward").run(k, random, WIDTH);
            Operations.all().get("centredSoftmax").run(k, random, WIDTH);
            Operations.all().get("crossEntropy").run(k, random, WIDTH);
        };
        double[] interpreted = bits(work);
        for (int i = 0; i < 300; i++) {
            bits(work);
        }
        assertThat(bits(work)).containsExactly(interpreted);
    }

    private double[] bits(Consumer<RandomTensors> work) {
        RandomTensors random = new RandomTensors(k, 11);
        work.accept(random);
        return random.values();
    }

    @Test
    void lanesDoNotDisturbEachOther() {
        double[] alone = bits(this::allOperations);
        AtomicReferenceArray<double[]> found = new AtomicReferenceArray<>(4);
        try (Lanes lanes = new Lanes(4)) {
            lanes.run(lane -> found.set(lane, bits(this::allOperations)));
        }
        for (int lane = 0; lane < 4; lane++) {
            assertThat(found.get(lane)).as("lane %d", lane).containsExactly(alone);
        }
    }

    private void allOperations(RandomTensors random) {
        Operations.all().values().forEach(operation -> operation.run(k, random, WIDTH));
    }
}
