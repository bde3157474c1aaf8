package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BicubicResizeTest {

    @Test
    void weightsOfEveryOutputPixelSumToOneAndStayInsideTheInput() {
        for (int in = 1; in <= 96; in++) {
            ResizeAxis axis = ResizeAxis.of(in, 56);
            for (int i = 0; i < 56; i++) {
                double sum = 0;
                for (int k = 0; k < axis.taps(); k++) {
                    sum += axis.weights()[i * axis.taps() + k];
                }
                assertThat(sum).isCloseTo(1, within(1e-6));
                assertThat(axis.first()[i]).isBetween(0, in - axis.taps());
            }
        }
    }

    /** Corners and inner pixels that torch 1.13 gives for {@code ((31 y + 17 x) mod 23) / 23}. */
    @ParameterizedTest
    @CsvSource({
        "90, 96, 56, 0.2848094, 0.6144597, 0.3622364, 0.4951942",
        "17, 61, 56, 0.0255406, 0.7341707, 0.8875027, 0.8052033",
        "96, 96, 224, -0.1137604, 0.3469928, 0.1638315, 0.5959280",
        "1, 5, 56, -0.0898286, 0.7541366, 1.0463505, 1.0382760"
    })
    void shrinkingAndStretchingOneAxisApartFromTheOtherIsTorchs(
            int height, int width, int side, float first, float inner, float last, float edge) {
        float[] image = new float[height * width];
        for (int i = 0; i < image.length; i++) {
            image[i] = (i / width * 31 + i % width * 17) % 23 / 23f;
        }
        float[] resized = new float[side * side];

        new BicubicResize(side, 96).resize(image, 0, width, height, width, new float[height * side], resized, 0);

        assertThat(resized[0]).isCloseTo(first, within(1e-5f));
        assertThat(resized[side / 2 * side + side / 3]).isCloseTo(inner, within(1e-5f));
        assertThat(resized[side * side - 1]).isCloseTo(last, within(1e-5f));
        assertThat(resized[3 * side + side - 2]).isCloseTo(edge, within(1e-5f));
    }

    @Test
    void sameSizeIsACopy() {
        float[] image = {0, 1, 2, 3, 4, 5, 6, 7, 8};
        float[] copy = new float[9];

        new BicubicResize(3, 3).resize(image, 0, 3, 3, 3, new float[9], copy, 0);

        assertThat(copy).containsExactly(image);
    }

    @Test
    void aRectangleInsideAnImageIsResizedAsIfItStoodAlone() {
        float[] image = new float[40 * 50];
        float[] alone = new float[12 * 9];
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < 9; x++) {
                alone[y * 9 + x] = (y * 31 + x * 17) % 23;
                image[(y + 5) * 50 + x + 7] = alone[y * 9 + x];
            }
        }
        BicubicResize resize = new BicubicResize(20, 12);
        float[] inside = new float[1 + 400];
        float[] wanted = new float[400];

        resize.resize(image, 5 * 50 + 7, 50, 12, 9, new float[240], inside, 1);
        resize.resize(alone, 0, 9, 12, 9, new float[240], wanted, 0);

        assertThat(Arrays.copyOfRange(inside, 1, 401)).containsExactly(wanted);
    }

    @Test
    void anInputLargerThanPlannedIsRefused() {
        BicubicResize resize = new BicubicResize(8, 16);

        assertThatThrownBy(() -> resize.resize(new float[400], 0, 20, 20, 20, new float[160], new float[64], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 px")
                .hasMessageContaining("1 to 16 px");
    }
}
