package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.dicom.SeriesAssembly.Stack;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DicomSeriesReaderTest {

    static Volume read(List<byte[]> files) throws IOException {
        return read(files, DicomLimits.DEFAULT);
    }

    static Volume read(List<byte[]> files, DicomLimits limits) throws IOException {
        SeriesAssembly assembly = SeriesAssembly.of(SyntheticSeries.headers(files));
        assertThat(assembly).isInstanceOf(Stack.class);
        return DicomSeriesReader.read(SyntheticSeries.sources(files), (Stack) assembly, limits);
    }

    private static void assertFormula(Volume volume) {
        assertThat(List.of(volume.width(), volume.height(), volume.depth()))
                .containsExactly(SyntheticSeries.COLUMNS, SyntheticSeries.ROWS, SyntheticSeries.SLICES);
        for (int k = 0; k < volume.depth(); k++) {
            for (int j = 0; j < volume.height(); j++) {
                for (int i = 0; i < volume.width(); i++) {
                    assertThat(volume.at(i, j, k)).isEqualTo(SyntheticSeries.stored(i, j, k));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {
                "IMPLICIT_LITTLE",
                "EXPLICIT_LITTLE",
                "DEFLATED",
                "EXPLICIT_BIG",
                "RLE",
                "JPEG_LOSSLESS",
                "JPEG_LOSSLESS_FIRST_ORDER",
                "JPEG_LS",
                "JPEG_LS_NEAR",
                "JPEG_2000_LOSSLESS",
                "JPEG_2000"
            })
    void everyLosslessSyntaxGivesTheSameVoxels(TransferSyntax syntax) throws IOException {
        List<byte[]> files = new ArrayList<>(SyntheticSeries.files(SyntheticSeries.slices(), syntax));
        Collections.shuffle(files, new Random(3));

        assertFormula(read(files));
    }

    @Test
    void baselineJpegComesNearItsPixels() throws IOException {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.bits(8, 8, false).pixels(index -> 40 + index % 20 * 5 + index / 20 * 3));

        Volume volume = read(SyntheticSeries.files(slices, TransferSyntax.JPEG_BASELINE));

        for (int index = 0; index < 24 * 20; index++) {
            assertThat(volume.at(index % 20, index / 20, 3))
                    .isCloseTo(40 + index % 20 * 5 + index / 20 * 3, within(4f));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 12", "true, 12", "false, 11"})
    void extendedJpegOfTwelveBitsComesNearItsPixels(boolean signed, int stored) throws IOException {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.bits(16, stored, signed).pixels(index -> 40 + index % 20 * 50 + index / 20 * 30));

        Volume volume = read(SyntheticSeries.files(slices, TransferSyntax.JPEG_EXTENDED));

        for (int index = 0; index < 24 * 20; index++) {
            assertThat(volume.at(index % 20, index / 20, 3))
                    .isCloseTo(40 + index % 20 * 50 + index / 20 * 30, within(4f));
        }
    }

    @Test
    void extendedJpegOfEightBitsIsReadLikeBaseline() throws IOException {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.bits(8, 8, false).pixels(index -> 40 + index % 20 * 5 + index / 20 * 3));

        assertThat(read(SyntheticSeries.files(slices, TransferSyntax.JPEG_EXTENDED))
                        .voxels())
                .isEqualTo(read(SyntheticSeries.files(slices, TransferSyntax.JPEG_BASELINE))
                        .voxels());
    }

    @Test
    void aBrokenFrameIsRefusedWithTheDecodersReason() {
        List<byte[]> files = SyntheticSeries.slices().stream()
                .map(slice -> slice.dataset(TransferSyntax.RLE).part10(TransferSyntax.JPEG_LS.uid()))
                .toList();

        assertThatThrownBy(() -> read(files))
                .isInstanceOf(DicomException.class)
                .hasMessageStartingWith("the JPEG-LS pixels are corrupt: no start of an image");
    }

    @Test
    void theAffinePutsEveryCornerWhereDicomPutsItWithXAndYTurnedRound() throws IOException {
        Volume volume = read(SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.EXPLICIT_LITTLE));

        for (int k = 0; k < SyntheticSeries.SLICES; k++) {
            for (int axis = 0; axis < 3; axis++) {
                double lps = SyntheticSeries.position(k)[axis]
                        + 19 * 0.7 * SyntheticSeries.AXES[0][axis]
                        + 23 * 0.9 * SyntheticSeries.AXES[1][axis];
                double[] a = volume.affine();
                double ras = a[4 * axis] * 19 + a[4 * axis + 1] * 23 + a[4 * axis + 2] * k + a[4 * axis + 3];
                assertThat(ras).isCloseTo(axis < 2 ? -lps : lps, within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1e300, 0", "1e35, 0", "1, -1e39"})
    void intensitiesBeyondFloatsAreRefused(String slope, String intercept) {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.get(4).text(Tags.SLOPE, "DS", slope).text(Tags.INTERCEPT, "DS", intercept);
        List<byte[]> files = SyntheticSeries.files(slices, TransferSyntax.EXPLICIT_LITTLE);
        Stack stack = (Stack) SeriesAssembly.of(SyntheticSeries.headers(files));

        assertThatThrownBy(() -> DicomSeriesReader.read(SyntheticSeries.sources(files), stack, DicomLimits.DEFAULT))
                .isInstanceOf(DicomException.class)
                .hasMessageContaining("beyond float32");
    }

    @Test
    void slopeAndInterceptAreEachSlicesOwn() throws IOException {
        List<DicomFixture> slices = SyntheticSeries.slices();
        for (int k = 0; k < slices.size(); k++) {
            slices.get(k).text(Tags.SLOPE, "DS", "0." + (k + 1)).text(Tags.INTERCEPT, "DS", "-" + k);
        }

        Volume volume = read(SyntheticSeries.files(slices, TransferSyntax.EXPLICIT_LITTLE));

        for (int k = 0; k < slices.size(); k++) {
            double slope = Double.parseDouble("0." + (k + 1));
            assertThat(volume.at(5, 6, k)).isEqualTo((float) (slope * SyntheticSeries.stored(5, 6, k) - k));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8, 8, 7, false, 0xF0, 240",
        "8, 8, 7, true, 0xF0, -16",
        "8, 6, 5, true, 0xE1, -31",
        "16, 12, 11, false, 0xF801, 2049",
        "16, 12, 11, true, 0xF801, -2047",
        "16, 12, 13, true, 0xA007, -2047",
        "16, 16, 15, false, 0xFFFF, 65535",
        "16, 16, 15, true, 0xFFFF, -1",
        "32, 32, 31, false, 0xFFFFFFFF, 4294967295",
        "32, 32, 31, true, 0xFFFFFFFF, -1",
        "32, 24, 23, true, 0x7F800001, -8388607"
    })
    void onlyStoredBitsCountAndSignsAreExtendedFromTheHighBit(
            int allocated, int stored, int high, boolean signed, String bits, float value) throws IOException {
        for (TransferSyntax syntax :
                List.of(TransferSyntax.EXPLICIT_LITTLE, TransferSyntax.EXPLICIT_BIG, TransferSyntax.RLE)) {
            List<DicomFixture> slices = SyntheticSeries.slices();
            int pattern = (int) Long.decode(bits).longValue();
            slices.forEach(slice -> slice.bits(allocated, stored, signed)
                    .number(Tags.HIGH_BIT, high)
                    .pixels(index -> index == 21 ? pattern : 0));

            assertThat(read(SyntheticSeries.files(slices, syntax)).at(1, 1, 2)).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @CsvSource({"12, false, 100, 3995", "12, true, 100, -101", "8, false, 0, 255"})
    void lowNumbersOfMonochrome1AreBright(int bits, boolean signed, int stored, float value) throws IOException {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.bits(16, bits, signed)
                .text(Tags.PHOTOMETRIC, "CS", "MONOCHROME1")
                .pixels(index -> stored));

        assertThat(read(SyntheticSeries.files(slices, TransferSyntax.EXPLICIT_LITTLE))
                        .at(0, 0, 0))
                .isEqualTo(value);
    }

    @Test
    void colourIsRefused() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.text(Tags.PHOTOMETRIC, "CS", "RGB").number(Tags.SAMPLES, 3));

        assertThatThrownBy(() -> read(SyntheticSeries.files(slices, TransferSyntax.EXPLICIT_LITTLE)))
                .isInstanceOf(DicomException.class)
                .hasMessageContaining("3 samples");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"MPEG.*", "HEVC.*", "HTJ2K.*", "JPEG_XL.*", ".*PART_2.*"})
    void aSyntaxThatIsNotDecodedIsNamedWithTheRemedy(TransferSyntax syntax) {
        List<byte[]> files = SyntheticSeries.slices().stream()
                .map(slice -> slice.dataset(TransferSyntax.EXPLICIT_LITTLE).part10(syntax.uid()))
                .toList();

        assertThatThrownBy(() -> read(files))
                .isInstanceOf(DicomException.class)
                .hasMessageContaining(syntax.title() + " pixels are not decoded here")
                .hasMessageContaining("gdcmconv --raw");
    }

    @Test
    void theHashTellsContentAndNeitherOrderNorCopies() throws IOException {
        List<byte[]> files = SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.EXPLICIT_LITTLE);
        List<byte[]> shuffled = new ArrayList<>(files);
        Collections.shuffle(shuffled, new Random(5));
        shuffled.add(files.get(0));
        List<byte[]> other = new ArrayList<>(files);
        other.set(2, SyntheticSeries.slice(2).pixels(index -> 1).file());

        String hash = hash(files).hex();

        assertThat(hash(shuffled).hex()).isEqualTo(hash).hasSize(64);
        assertThat(hash(other).hex()).isNotEqualTo(hash);
        assertThat(SeriesHash.of(SyntheticSeries.sources(files), DicomLimits.DEFAULT)
                        .hex())
                .isEqualTo(hash);
        assertThat(hash(files).bytes())
                .isEqualTo(files.stream().mapToLong(file -> file.length).sum());
    }

    private static SeriesHash hash(List<byte[]> files) throws IOException {
        SeriesHash hash = new SeriesHash();
        Stack stack = (Stack) SeriesAssembly.of(SyntheticSeries.headers(files));
        DicomSeriesReader.read(SyntheticSeries.sources(files), stack, DicomLimits.DEFAULT, hash);
        return hash;
    }

    @Test
    void aSeriesThatBreaksIsStillHashedWhole() throws IOException {
        List<byte[]> files = new ArrayList<>(SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.RLE));
        Stack stack = (Stack) SeriesAssembly.of(SyntheticSeries.headers(files));
        byte[] broken = files.get(1).clone();
        Arrays.fill(broken, broken.length - 200, broken.length - 8, (byte) 0x80);
        files.set(1, broken);
        SeriesHash hash = new SeriesHash();

        assertThatThrownBy(
                        () -> DicomSeriesReader.read(SyntheticSeries.sources(files), stack, DicomLimits.DEFAULT, hash))
                .isInstanceOf(DicomException.class)
                .hasMessageContaining("RLE");
        assertThat(hash.hex())
                .isEqualTo(SeriesHash.of(SyntheticSeries.sources(files), DicomLimits.DEFAULT)
                        .hex());
    }

    @Test
    void filesInAnotherOrderThanTheirHeadersAreNoticed() {
        List<byte[]> files =
                new ArrayList<>(SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.EXPLICIT_LITTLE));
        Stack stack = (Stack) SeriesAssembly.of(SyntheticSeries.headers(files));
        Collections.swap(files, 2, 3);

        assertThatThrownBy(() -> DicomSeriesReader.read(SyntheticSeries.sources(files), stack, DicomLimits.DEFAULT))
                .isInstanceOf(DicomException.class)
                .hasMessageContaining("not the one its header was read from");
    }

    @Test
    void moreVoxelsThanTheLimitAreRefusedBeforeMemoryIsTaken() {
        List<byte[]> files = SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.EXPLICIT_LITTLE);

        assertThatThrownBy(() -> read(files, DicomLimits.DEFAULT.withMaxVoxels(3359)))
                .isInstanceOf(DicomException.class)
                .hasMessage("the series has 3360 voxels, wanted at most 3359");
    }
}
