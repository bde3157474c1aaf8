package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.dicom.SeriesAssembly.Stack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files are refused with a reason, and no memory is allocated for declared lengths. */
class DicomDamageTest {

    private static DicomHeader read(byte[] file) throws IOException {
        return DicomReader.header(new ByteArrayInputStream(file), DicomLimits.DEFAULT);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {
                "IMPLICIT_LITTLE",
                "EXPLICIT_LITTLE",
                "EXPLICIT_BIG",
                "DEFLATED",
                "RLE",
                "JPEG_LOSSLESS",
                "JPEG_LS",
                "JPEG_2000_LOSSLESS"
            })
    void aFileThatBreaksOffIsRefusedWhereverItDoes(TransferSyntax syntax) throws IOException {
        byte[] whole = SyntheticSeries.slice(0).size(9, 7).file(syntax);
        Stack stack = new Stack(7, 9, new int[1], new int[1], placeOfSlice0(), List.of());

        for (int length = 0; length < whole.length; length += length < 140 ? 20 : step(syntax)) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> DicomSeriesReader.read(
                            List.of(() -> new ByteArrayInputStream(part)), stack, DicomLimits.DEFAULT))
                    .as("%s after %d of %d bytes", syntax, length, whole.length)
                    .isInstanceOf(DicomException.class);
        }
        assertThat(DicomSeriesReader.read(List.of(() -> new ByteArrayInputStream(whole)), stack, DicomLimits.DEFAULT)
                        .at(3, 4, 0))
                .isEqualTo(expected(3, 4));
    }

    /** Distance of the bytes that are changed: 1, and 7 for the slow decoder. */
    private static int step(TransferSyntax syntax) {
        return syntax == TransferSyntax.JPEG_2000_LOSSLESS ? 7 : 1;
    }

    /** Expected value: pixels of the fixture are filled by index from rows of {@link SyntheticSeries#COLUMNS}. */
    private static float expected(int i, int j) {
        int index = j * 7 + i;
        return SyntheticSeries.stored(index % SyntheticSeries.COLUMNS, index / SyntheticSeries.COLUMNS, 0);
    }

    private static double[] placeOfSlice0() {
        return ((Stack) SeriesAssembly.of(SyntheticSeries.headers(
                        SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.EXPLICIT_LITTLE))))
                .affine();
    }

    @Test
    void aValueThatClaimsGigabytesIsRefusedBeforeItIsRead() {
        byte[] kept = new DicomWriter(TransferSyntax.IMPLICIT_LITTLE)
                .head(Tags.SERIES_DESCRIPTION, "LO", 0x70000000L)
                .part10(TransferSyntax.IMPLICIT_LITTLE.uid());
        byte[] passed = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .head(0x00420011, "OB", 0xFFFFFFF0L)
                .part10(TransferSyntax.EXPLICIT_LITTLE.uid());

        assertThatThrownBy(() -> read(kept)).hasMessageStartingWith("(0008,103E) has 1879048192 bytes, wanted at most");
        assertThatThrownBy(() -> read(passed)).hasMessageContaining("(0042,0011) claims 4294967280 bytes");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sequencesDeeperThanTheLimitAreRefused(boolean delimited) throws IOException {
        assertThat(read(nested(16, delimited)).image()).isFalse();
        assertThatThrownBy(() -> read(nested(17, delimited)))
                .isInstanceOf(DicomException.class)
                .hasMessage("sequences are nested deeper than 16, the limit");
    }

    private static byte[] nested(int depth, boolean delimited) {
        DicomWriter inner = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE).text(Tags.PATIENT_ID, "LO", "X");
        for (int level = 0; level < depth; level++) {
            inner = inner.item().sequence(Tags.SHARED_GROUPS, delimited, List.of(inner));
        }
        return inner.part10(TransferSyntax.EXPLICIT_LITTLE.uid());
    }

    @Test
    void openSequencesWithoutEndAreRefusedByDepthAndNotByTheStack() {
        DicomWriter open = new DicomWriter(TransferSyntax.IMPLICIT_LITTLE);
        for (int level = 0; level < 100_000; level++) {
            open.head(0x00081140, "SQ", ElementHead.UNDEFINED).head(Tags.ITEM, "", ElementHead.UNDEFINED);
        }

        assertThatThrownBy(() -> read(open.part10(TransferSyntax.IMPLICIT_LITTLE.uid())))
                .isInstanceOf(DicomException.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void anItemMayReachBeyondItsSequenceButNotBeyondTheFileNorAValueBeyondItsItem() throws Exception {
        DicomWriter declaredTooShort = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .head(Tags.SHARED_GROUPS, "SQ", 20)
                .head(Tags.ITEM, "", 400)
                .raw(new byte[400])
                .head(Tags.PATIENT_ID, "LO", 4)
                .raw("P-77".getBytes(StandardCharsets.US_ASCII));
        byte[] item = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .head(Tags.SHARED_GROUPS, "SQ", 20)
                .head(Tags.ITEM, "", 400)
                .raw(new byte[300])
                .part10(TransferSyntax.EXPLICIT_LITTLE.uid());
        byte[] value = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .head(Tags.SHARED_GROUPS, "SQ", 20)
                .head(Tags.ITEM, "", 12)
                .head(Tags.PATIENT_ID, "LO", 60)
                .raw(new byte[60])
                .part10(TransferSyntax.EXPLICIT_LITTLE.uid());

        assertThat(read(declaredTooShort.part10(TransferSyntax.EXPLICIT_LITTLE.uid()))
                        .ids()
                        .patientId())
                .isEqualTo("P-77");
        assertThatThrownBy(() -> read(item)).isInstanceOf(DicomException.class).hasMessageContaining("truncated");
        assertThatThrownBy(() -> read(value)).hasMessageContaining("(0010,0020) claims 60 bytes");
    }

    @Test
    void moreElementsOrBytesThanTheLimitsAreRefused() {
        DicomLimits few = new DicomLimits(1 << 20, 1 << 20, 64, 20, 4, 64, 8, 1000);
        DicomLimits small = new DicomLimits(500, 500, 64, 1000, 4, 64, 8, 1000);

        assertThatThrownBy(() -> DicomReader.header(new ByteArrayInputStream(new DicomFixture().file()), few))
                .hasMessageContaining("more than 20 elements");
        assertThatThrownBy(() -> DicomReader.header(new ByteArrayInputStream(new DicomFixture().file()), small))
                .hasMessageContaining("500 bytes");
    }

    @Test
    void aDeflatedFileThatGrowsBeyondTheLimitIsRefused() {
        byte[] bomb = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .bytes(0x00420011, "OB", new byte[1 << 22])
                .part10(TransferSyntax.DEFLATED.uid());
        DicomLimits limits = new DicomLimits(1 << 20, 1 << 20, 64, 1000, 4, 64, 8, 1000);

        assertThat(bomb.length).isLessThan(10_000);
        assertThatThrownBy(() -> DicomReader.header(new ByteArrayInputStream(bomb), limits))
                .isInstanceOf(DicomException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "20000", "1.5", "x"})
    void frameCountsThatAreNoneAreRefused(String frames) {
        byte[] file = new DicomFixture().text(Tags.FRAMES, "IS", frames).file();

        assertThatThrownBy(() -> read(file)).isInstanceOf(DicomException.class).hasMessageContaining("(0028,0008)");
    }

    @Test
    void fewerPixelsThanTheHeaderSaysAreRefused() {
        DicomFixture fixture = SyntheticSeries.slice(0);
        byte[] file = fixture.attributes(TransferSyntax.EXPLICIT_LITTLE)
                .bytes(Tags.PIXELS, "OW", new byte[958])
                .part10(TransferSyntax.EXPLICIT_LITTLE.uid());
        Stack stack = new Stack(20, 24, new int[1], new int[1], placeOfSlice0(), List.of());

        assertThatThrownBy(() -> DicomSeriesReader.read(
                        List.of(() -> new ByteArrayInputStream(file)), stack, DicomLimits.DEFAULT))
                .hasMessageContaining("the pixels have 958 bytes, wanted 960");
    }

    @Test
    void storageThatFailsIsNotCalledABrokenFile() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };

        assertThatThrownBy(() -> DicomReader.header(failing, DicomLimits.DEFAULT))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }
}
