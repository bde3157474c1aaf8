package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.shard.Window;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentedInputTest {

    private static final int SIDE = 12;

    private static Window window() {
        float[] voxels = new float[2 * SIDE * SIDE];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < SIDE * SIDE; i++) {
            voxels[i] = (float) random.nextDouble();
        }
        return new Window(voxels, new boolean[] {true, false}, new byte[SIDE * SIDE], SIDE, SIDE, SIDE);
    }

    private static float[] made(CropSettings settings, long iteration) {
        return new AugmentedInput(SIDE, SIDE, settings).of(window(), RandomStream.of(5, iteration, "", "test"));
    }

    private static CropSettings with(double flip, double turn, ShiftSettings shift) {
        CropSettings paper = CropSettings.paper();
        return new CropSettings(
                98,
                56,
                0,
                0.5,
                1,
                0.2,
                0.5,
                1,
                flip,
                flip,
                turn,
                paper.blur(),
                paper.gamma(),
                shift,
                paper.normalization());
    }

    @Test
    void withoutFlipsAndShiftsItIsWhatEvaluationReads() {
        assertThat(made(with(0, 0, ShiftSettings.off()), 0)).isEqualTo(new EvaluationInput(SIDE, SIDE).of(window()));
    }

    @Test
    void flipsKeepAllPixelsAndMoveThem() {
        float[] plain = made(with(0, 0, ShiftSettings.off()), 0);
        float[] flipped = made(with(1, 0, ShiftSettings.off()), 0);
        assertThat(flipped).isNotEqualTo(plain);
        Arrays.sort(plain);
        Arrays.sort(flipped);
        assertThat(flipped).isEqualTo(plain);
    }

    @Test
    void shiftsChangeIntensitiesAndLeaveAMissingSequenceZero() {
        CropSettings shifted = with(0, 0, new ShiftSettings(1, 1.5, 0.2, 0.1, 0.05));
        float[] one = made(shifted, 0);
        assertThat(one).isEqualTo(made(shifted, 0)).isNotEqualTo(made(shifted, 1));
        assertThat(Arrays.copyOfRange(one, SIDE * SIDE, 2 * SIDE * SIDE)).containsOnly(0);
    }
}
