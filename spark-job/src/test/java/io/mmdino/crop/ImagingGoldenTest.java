package io.mmdino.crop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.ssl.ReferenceTensors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares resizing, contrast and normalisation with recorded results of torch 1.13, MONAI and numpy. */
class ImagingGoldenTest {

    private final ReferenceTensors golden = ReferenceTensors.open("/golden/imaging/imaging.expected.safetensors");

    @ParameterizedTest
    @CsvSource({"60x80_to_98, 98", "33x47_to_56, 56", "96x96_to_98, 98", "20x15_to_98, 98"})
    void bicubicResizeWithAntialiasIsTorchs(String size, int side) {
        String name = "resize." + size;
        int[] shape = golden.shape(name + ".in");
        BicubicResize resize = new BicubicResize(side, 96);
        float[] resized = new float[side * side];

        resize.resize(
                golden.floats(name + ".in"), 0, shape[1], shape[0], shape[1], new float[shape[0] * side], resized, 0);

        assertClose(resized, golden.floats(name + ".bicubic_antialias"), 1e-5f);
    }

    @Test
    void gammaContrastIsMonais() {
        float[] image = golden.floats("slice.axis2.scaled");

        GammaContrast.apply(image, 0, image.length, 1.3);

        assertClose(image, golden.floats("contrast.gamma1.3"), 1e-6f);
    }

    @Test
    void normalizationTouchesOnlyNonZeroPixels() {
        float[] image = golden.floats("slice.axis2.scaled");

        Normalization.TRAINING.apply(image, 0, image.length);

        assertClose(image, golden.floats("normalize.nonzero"), 1e-6f);
    }

    private static void assertClose(float[] actual, float[] wanted, float bound) {
        assertThat(actual).containsExactly(wanted, Offset.offset(bound));
    }
}
