package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import io.mmdino.dicom.SeriesAssembly.Stack;
import io.mmdino.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that contradict themselves and that other programs read. */
class LenientHeadersTest {

    @ParameterizedTest
    @CsvSource({
        "IMPLICIT_LITTLE, EXPLICIT_LITTLE",
        "EXPLICIT_LITTLE, IMPLICIT_LITTLE",
        "EXPLICIT_BIG, EXPLICIT_LITTLE",
        "EXPLICIT_LITTLE, EXPLICIT_BIG",
        "IMPLICIT_LITTLE, EXPLICIT_BIG",
        "EXPLICIT_BIG, IMPLICIT_LITTLE",
    })
    void aFileIsReadInTheSyntaxThatItsBytesShow(TransferSyntax named, TransferSyntax written) throws IOException {
        DicomFixture fixture = new DicomFixture().pixels(index -> 100 + index);
        byte[] file = fixture.dataset(written).part10(named.uid());
        DicomHeader header = DicomFixture.read(file);
        assertThat(header.ids().patientId()).isEqualTo("PAT-1");
        assertThat(header.pixels().rows()).isEqualTo(4);
        assertThat(header.syntax().bigEndian()).isEqualTo(written == TransferSyntax.EXPLICIT_BIG);
        assertThat(voxels(file)).startsWith(100f, 101f, 102f);
    }

    @Test
    void compressedPixelsBehindImplicitElementsKeepTheirCoding() {
        DicomFixture fixture = new DicomFixture();
        DicomWriter implicit = fixture.attributes(TransferSyntax.IMPLICIT_LITTLE);
        byte[] file = fixture.pixels(implicit, TransferSyntax.RLE).part10(TransferSyntax.RLE.uid());
        assertThat(DicomFixture.read(file).syntax()).isEqualTo(TransferSyntax.RLE);
        assertThat(DicomFixture.read(file).ids().patientId()).isEqualTo("PAT-1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void explicitElementsWithinAnUnknownSequenceAreRead(boolean kept) {
        int tag = kept ? Tags.CONTRAST_AGENT_SEQUENCE : 0x00291010;
        DicomWriter explicit = new DicomWriter(true, ByteOrder.LITTLE_ENDIAN).text(0x00080104, "LO", "agent");
        byte[] content = explicit.toBytes();
        DicomWriter writer = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .text(Tags.MODALITY, "CS", "MR")
                .head(tag, "UN", ElementHead.UNDEFINED)
                .head(Tags.ITEM, "", ElementHead.UNDEFINED)
                .raw(content)
                .head(Tags.ITEM_END, "", 0)
                .head(Tags.SEQUENCE_END, "", 0)
                .text(0x00324000, "LT", "after it");
        assertThat(DicomFixture.read(writer.part10(TransferSyntax.EXPLICIT_LITTLE.uid()))
                        .acquisition()
                        .modality())
                .isEqualTo("MR");
    }

    @Test
    void implicitItemsWithinAnExplicitSequenceAreRead() {
        byte[] content = new DicomWriter(false, ByteOrder.LITTLE_ENDIAN)
                .text(Tags.POSITION, "DS", "1\\2\\3")
                .toBytes();
        DicomWriter writer = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .text(Tags.MODALITY, "CS", "MR")
                .head(Tags.POSITION_GROUP, "SQ", 8 + content.length)
                .head(Tags.ITEM, "", content.length)
                .raw(content)
                .text(0x00324000, "LT", "after it");
        assertThat(DicomFixture.read(writer.part10(TransferSyntax.EXPLICIT_LITTLE.uid()))
                        .acquisition()
                        .modality())
                .isEqualTo("MR");
    }

    @Test
    void slicesThatShareOneInstanceUidAreUsedByTheirPlaces() {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.text(Tags.SOP_INSTANCE, "UI", "1.2.3"));
        Stack stack = (Stack) assembly(slices);
        assertThat(stack.depth()).isEqualTo(SyntheticSeries.SLICES);
        assertThat(stack.notes())
                .singleElement()
                .asString()
                .contains("have the instance UID of another image but lie elsewhere");
    }

    @Test
    void aSlopeOfZeroIsOneWithANote() throws IOException {
        List<DicomFixture> slices = SyntheticSeries.slices();
        slices.forEach(slice -> slice.text(Tags.SLOPE, "DS", "0").text(Tags.INTERCEPT, "DS", "0"));
        Stack stack = (Stack) assembly(slices);
        assertThat(stack.notes()).singleElement().asString().contains("(0028,1053) is 0");
        Volume volume = DicomSeriesReader.read(
                slices.stream()
                        .<DicomSeriesReader.DicomSource>map(slice -> () -> new ByteArrayInputStream(slice.file()))
                        .toList(),
                stack,
                DicomLimits.DEFAULT);
        float[] voxels = volume.voxels();
        boolean constant = true;
        for (float voxel : voxels) {
            constant &= voxel == voxels[0];
        }
        assertThat(constant).isFalse();
    }

    @Test
    void aFrameOfReferenceForEachSliceMeansNothingAndTwoForAllDo() {
        List<DicomFixture> each = SyntheticSeries.slices();
        List<DicomFixture> two = SyntheticSeries.slices();
        for (int k = 0; k < each.size(); k++) {
            each.get(k).text(Tags.FRAME_OF_REFERENCE, "UI", "1.9." + k);
            two.get(k).text(Tags.FRAME_OF_REFERENCE, "UI", "1.9." + k % 2);
        }
        assertThat(((Stack) assembly(each)).notes())
                .singleElement()
                .asString()
                .contains("frame of reference of its own");
        assertThat(((Refused) assembly(two)).cause()).isEqualTo(Cause.MIXED_SPACES);
    }

    private static SeriesAssembly assembly(List<DicomFixture> slices) {
        return SeriesAssembly.of(slices.stream().map(DicomFixture::header).toList());
    }

    private static float[] voxels(byte[] file) throws IOException {
        List<DicomSeriesReader.DicomSource> source = new ArrayList<>();
        source.add(() -> new ByteArrayInputStream(file));
        double[] affine = {-0.75, 0, 0, 0, 0, -1.5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        Stack stack = new Stack(6, 4, new int[] {0}, new int[] {0}, affine, List.of());
        return DicomSeriesReader.read(source, stack, DicomLimits.DEFAULT).voxels();
    }
}
