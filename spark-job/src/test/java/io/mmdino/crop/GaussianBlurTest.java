package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianBlurTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.55, 1.0, 3.0})
    void equalsTheFullNineByNineKernelWithReflectedBorder(double sigma) {
        int side = 11;
        float[] image = new float[2 + side * side];
        RandomStream random = RandomStream.of(1, 2, "study", "blur");
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.uniform();
        }
        float[] wanted = naive(image, 2, side, sigma);

        new GaussianBlur(sigma).apply(image, 2, side, new float[GaussianBlur.scratchSize(side)]);

        assertThat(image).containsExactly(wanted, Offset.offset(1e-6f));
    }

    private static float[] naive(float[] image, int offset, int side, double sigma) {
        float[] blurred = image.clone();
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double sum = 0;
                double weights = 0;
                for (int dy = -4; dy <= 4; dy++) {
                    for (int dx = -4; dx <= 4; dx++) {
                        double weight = Math.exp(-(dy * dy + dx * dx) / (2 * sigma * sigma));
                        sum += weight * image[offset + reflect(y + dy, side) * side + reflect(x + dx, side)];
                        weights += weight;
                    }
                }
                blurred[offset + y * side + x] = (float) (sum / weights);
            }
        }
        return blurred;
    }

    private static int reflect(int at, int side) {
        return at < 0 ? -at : at >= side ? 2 * (side - 1) - at : at;
    }
}
