package io.mmdino.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.volume.Volume;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BiasFieldTest {

    private static final int SIDE = 48;

    @Test
    void aKnownFieldOfElevenPercentIsFoundToTwo() {
        Volume head = head();
        Volume biased = times(head);
        BiasField found = BiasField.of(biased);
        double before = spread(head, (i, j, k) -> Math.log(field(i, j, k)));
        double after = spread(head, (i, j, k) -> Math.log(found.gain(i, j, k) / field(i, j, k)));
        assertThat(before).isGreaterThan(0.11);
        assertThat(after).isLessThan(0.02);
    }

    @Test
    void dividingItOutGivesTheImageBackUpToAFactor() {
        Volume head = head();
        Volume even = BiasField.of(times(head)).divideOut(times(head));
        double apart = spread(head, (i, j, k) -> Math.log(even.at(i, j, k) / head.at(i, j, k)));
        assertThat(apart).isLessThan(0.02);
        assertThat(even.at(0, 0, 0)).isZero();
    }

    @Test
    void anEvenImageStaysAsItIs() {
        Volume head = head();
        BiasField found = BiasField.of(head);
        assertThat(spread(head, (i, j, k) -> Math.log(found.gain(i, j, k)))).isLessThan(0.02);
    }

    @Test
    void anImageOfAFewVoxelsIsLeftAlone() {
        double[] affine = head().affine();
        Volume tiny = new Volume(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2, affine);
        assertThat(BiasField.of(tiny).divideOut(tiny).voxels()).containsExactly(tiny.voxels());
    }

    @FunctionalInterface
    private interface AtVoxel {
        double value(int i, int j, int k);
    }

    /** Standard deviation of a value over the head. */
    private static double spread(Volume head, AtVoxel of) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int k = 0; k < SIDE; k++) {
            for (int j = 0; j < SIDE; j++) {
                for (int i = 0; i < SIDE; i++) {
                    if (head.at(i, j, k) > 0) {
                        double value = of.value(i, j, k);
                        sum += value;
                        squares += value * value;
                        count++;
                    }
                }
            }
        }
        return Math.sqrt(squares / count - sum / count * sum / count);
    }

    /** A field that is not in the span of the fitted polynomials. */
    private static double field(int i, int j, int k) {
        return Math.exp(0.45 * Math.sin(i / 18.0) - 0.35 * Math.cos(j / 20.0) + 0.3 * Math.sin((k - j) / 25.0));
    }

    private static Volume times(Volume head) {
        float[] voxels = head.voxels().clone();
        for (int at = 0; at < voxels.length; at++) {
            voxels[at] *= (float) field(at % SIDE, at / SIDE % SIDE, at / SIDE / SIDE);
        }
        return new Volume(voxels, SIDE, SIDE, SIDE, head.affine());
    }

    /** A head of white matter 100, folded grey matter 70, fluid 35 and a lesion 130, with noise of 3 %. */
    private static Volume head() {
        SplittableRandom random = new SplittableRandom(3);
        float[] voxels = new float[SIDE * SIDE * SIDE];
        for (int at = 0; at < voxels.length; at++) {
            double x = at % SIDE - 23.5;
            double y = at / SIDE % SIDE - 23.5;
            double z = at / SIDE / SIDE - 23.5;
            double radius = Math.hypot(Math.hypot(x / 19, y / 22), z / 18);
            double fold = 0.12 * Math.sin(x) * Math.sin(0.9 * y) + 0.1 * Math.sin(1.1 * z);
            double tissue = radius + fold < 0.75 ? 100 : radius + fold < 0.95 ? 70 : 35;
            tissue = Math.hypot(Math.hypot(x / 4, y / 9), z / 5) < 1 ? 35 : tissue;
            tissue = Math.hypot(Math.hypot(x - 9, y - 4), z - 3) < 4 ? 130 : tissue;
            double noise = 1 + 0.05 * (random.nextDouble() + random.nextDouble() - 1);
            voxels[at] = radius < 1 ? (float) (tissue * noise) : 0;
        }
        return new Volume(voxels, SIDE, SIDE, SIDE, new double[] {3, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1});
    }
}
