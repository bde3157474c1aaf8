package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.kernel.Backends;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.vit.Backbone;
import io.mmdino.vit.FeedForward;
import io.mmdino.vit.Initialization;
import io.mmdino.vit.VitSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features of windows that are encoded together and apart; some lack sequences. */
class VitEncoderTest {

    private static final List<String> SEQUENCES = List.of("t1", "t1c", "t2", "flair");
    private static final int SIDE = 32;
    private static final int PIXELS = SIDE * SIDE;
    private static final int WINDOWS = 23;

    /**
     * Share of the largest feature by which rounding may differ: OpenBLAS computes the last rows of a product by other code on some
     * processors (Haswell), so that features depend on the number of windows in their last digits.
     */
    private static final float ROUNDING = 1e-6f;

    private final Kernels kernels = Backends.vector();
    private final float[] images = new float[WINDOWS * 4 * PIXELS];
    private final boolean[][] present = new boolean[WINDOWS][4];
    private Backbone backbone;
    private ParameterVector weights;

    @BeforeEach
    void drawWeightsAndImages() {
        VitSettings settings =
                new VitSettings("custom", 96, 2, 3, 8, SIDE, SEQUENCES, SEQUENCES, FeedForward.Kind.MLP, 0, 1, 0.1, 0);
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        backbone = new Backbone(layout, "", settings);
        ParameterLayout built = layout.build();
        weights = new ParameterVector(built, kernels.type());
        new Initialization(1, settings).fill(weights);
        Random random = new Random(5);
        for (Parameter parameter : built.parameters()) {
            if (parameter.name().endsWith("mask_token")) { // zero at first
                weights.of(parameter).set(3, 2);
            }
        }
        for (int window = 0; window < WINDOWS; window++) {
            for (int m = 0; m < 4; m++) {
                present[window][m] = window % 3 != 0 || m != window % 4;
                for (int i = 0; i < PIXELS && present[window][m]; i++) {
                    images[(window * 4 + m) * PIXELS + i] = (float) random.nextGaussian();
                }
            }
        }
    }

    @AfterEach
    void free() {
        weights.close();
    }

    private float[] features(int together) {
        float[] all = new float[WINDOWS * backbone.settings().width()];
        try (VitEncoder encoder = new VitEncoder(backbone, kernels, weights, SIDE)) {
            for (int first = 0; first < WINDOWS; first += together) {
                int last = Math.min(WINDOWS, first + together);
                float[] some = encoder.encode(
                        Arrays.copyOfRange(images, first * 4 * PIXELS, last * 4 * PIXELS),
                        SIDE,
                        Arrays.copyOfRange(present, first, last));
                System.arraycopy(some, 0, all, first * encoder.width(), some.length);
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 23})
    void featuresDoNotDependOnTheOtherWindowsOfACall(int together) {
        float[] alone = features(1);
        float[] grouped = features(together);
        for (int i = 0; i < alone.length; i++) {
            assertThat(grouped[i]).as("feature " + i).isCloseTo(alone[i], within(ROUNDING * largest(alone)));
        }
    }

    @Test
    void equalCallsGiveEqualBits() {
        assertThat(features(7)).isEqualTo(features(7));
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void missingSequencesAreToldApartFromBlackImages() {
        float[] before = features(7);
        for (boolean[] window : present) {
            Arrays.fill(window, true);
        }
        float[] black = features(7);
        assertThat(Arrays.copyOfRange(black, 0, 96)).isNotEqualTo(Arrays.copyOfRange(before, 0, 96));
        for (int i = 96; i < 3 * 96; i++) {
            assertThat(black[i]).isCloseTo(before[i], within(ROUNDING * largest(before)));
        }
    }

    @Test
    void aCallTakesWindowsUpToALimitOfTokens() {
        try (VitEncoder small = new VitEncoder(backbone, kernels, weights, SIDE);
                VitEncoder large = new VitEncoder(backbone, kernels, weights, 40 * SIDE)) {
            assertThat(small.batch()).isEqualTo(2048 / 65);
            assertThat(large.batch()).isEqualTo(1);
        }
    }

    @Test
    void anotherSideIsRefused() {
        try (VitEncoder encoder = new VitEncoder(backbone, kernels, weights, SIDE)) {
            assertThatThrownBy(() -> encoder.encode(new float[4 * 24 * 24], 24, new boolean[1][4]))
                    .hasMessage("an image side of 24 px, wanted 32");
        }
    }
}
