package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.dicom.SeriesAssembly.Stack;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies of slices under other instance UIDs, and padding. */
class SeriesPixelsTest {

    private static Volume read(List<DicomFixture> slices) throws IOException {
        List<byte[]> files = SyntheticSeries.files(slices, TransferSyntax.EXPLICIT_LITTLE);
        Stack stack = (Stack) SeriesAssembly.of(SyntheticSeries.headers(files));
        return DicomSeriesReader.read(SyntheticSeries.sources(files), stack, DicomLimits.DEFAULT);
    }

    private static List<DicomFixture> twice() {
        List<DicomFixture> slices = new ArrayList<>();
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            slices.add(SyntheticSeries.slice(k));
            slices.add(SyntheticSeries.slice(k).text(Tags.SOP_INSTANCE, "UI", "1.2.77." + k));
        }
        return slices;
    }

    @Test
    void slicesThatAreThereTwiceAreReadOnce() throws IOException {
        assertThat(read(twice()).voxels())
                .isEqualTo(read(SyntheticSeries.slices()).voxels());
    }

    @Test
    void twoImagesOfDifferentPixelsAtOnePlaceAreSeveralVolumes() {
        List<DicomFixture> slices = twice();
        slices.get(5).pixels(index -> index);
        assertThatThrownBy(() -> read(slices))
                .isInstanceOf(DicomException.class)
                .hasMessageContaining("different pixels")
                .hasMessageContaining("several volumes");
    }

    private static List<DicomFixture> padded(int padding, boolean signed, int stored) {
        List<DicomFixture> slices = new ArrayList<>();
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            slices.add(SyntheticSeries.slice(k)
                    .bits(16, stored, signed)
                    .number(Tags.PADDING, padding & 0xFFFF)
                    .pixels(index -> index % 5 == 0 ? padding : 100 + index));
        }
        return slices;
    }

    @ParameterizedTest
    @CsvSource({
        "-32768, true, 16",
        "65535, false, 16",
        "-2000, true, 12",
        "63536, false, 12",
        "4095, false, 12",
        "0, true, 16"
    })
    void paddingBecomesTheBackground(int padding, boolean signed, int stored) throws IOException {
        float[] voxels = read(padded(padding, signed, stored)).voxels();
        for (int i = 0; i < SyntheticSeries.ROWS * SyntheticSeries.COLUMNS; i++) {
            assertThat(voxels[i]).isEqualTo(i % 5 == 0 ? 0 : 100 + i);
        }
    }

    @Test
    void aRangeOfPaddingBecomesTheBackgroundInEitherOrder() throws IOException {
        List<DicomFixture> slices = new ArrayList<>();
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            slices.add(SyntheticSeries.slice(k)
                    .number(Tags.PADDING, -2000 & 0xFFFF)
                    .number(Tags.PADDING_LIMIT, -2004 & 0xFFFF)
                    .pixels(index -> index % 2 == 0 ? -2000 - index % 5 : index));
        }
        float[] voxels = read(slices).voxels();
        assertThat(voxels[2]).isZero();
        assertThat(voxels[4]).isZero();
        assertThat(voxels[3]).isEqualTo(3);
    }

    @Test
    void theBackgroundIsTheLowestIntensityWhereThatIsNegative() throws IOException {
        List<DicomFixture> slices = new ArrayList<>();
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            slices.add(SyntheticSeries.slice(k)
                    .number(Tags.PADDING, -32768 & 0xFFFF)
                    .text(Tags.INTERCEPT, "DS", "-50")
                    .text(Tags.SLOPE, "DS", "2")
                    .pixels(index -> index == 7 ? -32768 : index));
        }
        float[] voxels = read(slices).voxels();
        assertThat(voxels[7]).isEqualTo(-50);
        assertThat(voxels[8]).isEqualTo(-34);
    }

    @Test
    void copiesWithPaddingAreEqual() throws IOException {
        List<DicomFixture> slices = padded(-32768, true, 16);
        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            slices.add(padded(-32768, true, 16).get(k).text(Tags.SOP_INSTANCE, "UI", "1.2.77." + k));
        }
        assertThat(read(slices).voxels()[0]).isZero();
    }
}
