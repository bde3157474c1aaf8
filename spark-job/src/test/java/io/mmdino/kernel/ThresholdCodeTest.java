package io.mmdino.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ThresholdCodeTest {

    private static final float THRESHOLD = 0.25f;

    @Test
    void whatIsEncodedAndWhatIsLeftAddUpToTheRow() {
        float[] values = values(100_003);
        Tensor residual = row(values);
        Tensor sum = Tensor.host(Tensor.Type.FLOAT32, 1, values.length);
        int[] code = ThresholdCode.encode(residual, THRESHOLD, values.length);
        ThresholdCode.addTo(code, sum);
        int steps = 0;
        for (int i = 0; i < values.length; i++) {
            float step = Math.abs(values[i]) >= THRESHOLD ? Math.copySign(THRESHOLD, values[i]) : 0;
            steps += step == 0 ? 0 : 1;
            assertThat(sum.get(i)).as("element %d of %f", i, values[i]).isEqualTo(step);
            assertThat(residual.get(i)).isEqualTo(values[i] - step);
        }
        assertThat(ThresholdCode.count(code)).isEqualTo(steps).isGreaterThan(values.length / 2);
    }

    @Test
    void aViewIntoALongerRowIsEncodedAlone() {
        float[] values = values(4096);
        Tensor whole = row(values);
        int[] code = ThresholdCode.encode(whole.slice(1000, 1, 500), THRESHOLD, 500);
        Tensor sum = Tensor.host(Tensor.Type.FLOAT32, 1, values.length);
        ThresholdCode.addTo(code, sum.slice(2000, 1, 500));
        for (int i = 0; i < values.length; i++) {
            boolean inside = i >= 1000 && i < 1500;
            float step = inside && Math.abs(values[i]) >= THRESHOLD ? Math.copySign(THRESHOLD, values[i]) : 0;
            assertThat(whole.get(i)).isEqualTo(values[i] - step);
            if (inside) {
                assertThat(sum.get(i + 1000)).isEqualTo(step);
            }
        }
    }

    @Test
    void noMoreThanAskedForIsEncodedAndTheRestStays() {
        for (int most : new int[] {2, 7, 64, 6250}) {
            float[] values = values(100_000);
            Tensor residual = row(values);
            Tensor sum = Tensor.host(Tensor.Type.FLOAT32, 1, values.length);
            int[] code = ThresholdCode.encode(residual, THRESHOLD, most);
            assertThat(ThresholdCode.count(code)).isBetween(1, most);
            ThresholdCode.addTo(code, sum);
            for (int i = 0; i < values.length; i++) {
                assertThat(residual.get(i)).isEqualTo((float) (values[i] - sum.get(i)));
            }
        }
    }

    @Test
    void aRowBelowTheThresholdHasNoCode() {
        Tensor residual = row(new float[] {0.1f, -0.2f, 0.24f});
        assertThat(ThresholdCode.encode(residual, THRESHOLD, 3)).isEmpty();
        assertThat(residual.toFloats()).containsExactly(0.1f, -0.2f, 0.24f);
    }

    @Test
    void anElementThatIsAloneBeyondTheThresholdIsEncoded() {
        Tensor residual = row(new float[] {0.1f, 0, -1.25f, 0.2f});
        int[] code = ThresholdCode.encode(residual, THRESHOLD, 4);
        assertThat(code).containsExactly(1, 4, Float.floatToIntBits(THRESHOLD), 0, -3);
        assertThat(residual.toFloats()).containsExactly(0.1f, 0, -1, 0.2f);
        assertThat(ThresholdCode.left(code, residual)).isEqualTo(1);
    }

    @Test
    void aRowThatIsNoNumberHasNoCode() {
        assertThat(ThresholdCode.encode(row(new float[] {Float.NaN, 0, 0}), THRESHOLD, 3))
                .isEmpty();
    }

    @Test
    void everyDamagedWordIsRefused() {
        int[] good = ThresholdCode.encode(row(new float[] {1, 0, -1, 0}), THRESHOLD, 4);
        assertThat(good).hasSize(ThresholdCode.HEADER + 2).endsWith(1, -3);
        int[][] damages = {
            {0, 1},
            {0, 3},
            {0, -1},
            {1, 5},
            {2, 0},
            {2, 0x7fc00000},
            {2, -1},
            {3, 1},
            {4, 0},
            {4, 5},
            {5, -5},
            {5, Integer.MIN_VALUE},
            {5, Integer.MAX_VALUE}
        };
        Tensor target = Tensor.host(Tensor.Type.FLOAT32, 1, 4);
        for (int[] damage : damages) {
            int[] bad = good.clone();
            bad[damage[0]] = damage[1];
            assertThatIllegalArgumentException()
                    .as("word %d = %d", damage[0], damage[1])
                    .isThrownBy(() -> ThresholdCode.addTo(bad, target))
                    .withMessageContaining("not a threshold code");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ThresholdCode.check(new int[ThresholdCode.HEADER], 4));
        assertThat(target.toFloats()).containsOnly(0f);
    }

    @Test
    void doubleRowsAreRefused() {
        assertThatThrownBy(() -> ThresholdCode.encode(Tensor.host(Tensor.Type.FLOAT64, 1, 4), THRESHOLD, 4))
                .hasMessageContaining("float32");
    }

    private static Tensor row(float[] values) {
        return Tensor.host(Tensor.Type.FLOAT32, 1, values.length).copyFrom(values);
    }

    private static float[] values(int length) {
        Random random = new Random(7);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
