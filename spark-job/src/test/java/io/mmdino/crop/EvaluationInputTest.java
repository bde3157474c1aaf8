package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.shard.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EvaluationInputTest {

    private static final float BRIGHTEST = (1f - 0.45f) / 0.225f;

    @Test
    void everySequenceSpansItsOwnRangeAndTheBackgroundStaysZero() {
        Window window = TestWindows.head(true, true, true, true);
        for (int i = 0; i < 96 * 96; i++) {
            window.voxels()[i] *= 0.3f; // a dark sequence
        }

        float[] input = new EvaluationInput(224, 96).of(window);

        assertThat(input).hasSize(4 * 224 * 224);
        for (int m = 0; m < 4; m++) {
            IntensityRange range = IntensityRange.of(input, m * 224 * 224, 224 * 224);
            assertThat(range.max()).isCloseTo(BRIGHTEST, within(1e-5f));
            assertThat(range.min()).isGreaterThanOrEqualTo(-0.45f / 0.225f);
            assertThat(input[m * 224 * 224]).isZero();
        }
    }

    @Test
    void missingSequencesAreZero() {
        float[] input = new EvaluationInput(56, 96).of(TestWindows.head(false, true));

        assertThat(Arrays.copyOf(input, 56 * 56)).containsOnly(0f);
        assertThat(IntensityRange.of(input, 56 * 56, 56 * 56).max()).isPositive();
    }

    @Test
    void aSmallImageFillsTheWholeInput() {
        Window window = TestWindows.head(30, 40, true);
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                window.voxels()[y * 96 + x] = x < 20 ? 0.2f : 0.9f;
            }
        }

        float[] input = new EvaluationInput(48, 96).of(window);

        assertThat(input[24 * 48 + 45]).isCloseTo(BRIGHTEST, within(0.2f));
        assertThat(input[47 * 48 + 47]).isCloseTo(BRIGHTEST, within(0.2f));
    }

    @Test
    void aConstantSequenceBecomesZero() {
        Window window = TestWindows.head(true);
        Arrays.fill(window.voxels(), 0f);

        assertThat(new EvaluationInput(28, 96).of(window)).containsOnly(0f);
    }
}
