package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DicomHeaderTest {

    private static DicomHeader read(byte[] file) throws IOException {
        return DicomReader.header(new ByteArrayInputStream(file), DicomLimits.DEFAULT);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"IMPLICIT_LITTLE", "EXPLICIT_LITTLE", "EXPLICIT_BIG", "DEFLATED"})
    void everySyntaxSaysTheSame(TransferSyntax syntax) throws IOException {
        DicomFixture fixture = new DicomFixture()
                .text(Tags.INVERSION_TIME, "DS", "2500.5 ")
                .text(Tags.CONTRAST_AGENT, "LO", "Gadovist")
                .text(Tags.SLOPE, "DS", "2.5e-1")
                .text(Tags.INTERCEPT, "DS", "-7");

        DicomHeader header = read(fixture.file(syntax));

        assertThat(header.syntax()).isEqualTo(syntax);
        assertThat(header.ids().patientId()).isEqualTo("PAT-1");
        assertThat(header.ids().sopInstanceUid()).isEqualTo("1.2.3.4");
        assertThat(header.ids().mrImage()).isTrue();
        assertThat(header.acquisition().seriesDescription()).isEqualTo("AX T2 TSE");
        assertThat(header.acquisition().imageType()).containsExactly("ORIGINAL", "PRIMARY", "M", "ND");
        assertThat(header.acquisition().scanningSequence()).containsExactly("SE");
        assertThat(header.acquisition().sequenceVariant()).containsExactly("SK", "SP");
        assertThat(header.acquisition().contrast().agent()).isEqualTo("Gadovist");
        assertThat(header.acquisition().repetitionTime()).isEqualTo(4000);
        assertThat(header.acquisition().inversionTime()).isEqualTo(2500.5);
        assertThat(header.pixels()).isEqualTo(new PixelFormat(4, 6, 1, 1, 16, 16, 15, true, "MONOCHROME2"));
        assertThat(header.frames().rowSpacing(0)).isEqualTo(1.5);
        assertThat(header.frames().columnSpacing(0)).isEqualTo(0.75);
        assertThat(header.frames().orientation(0)).containsExactly(1, 0, 0, 0, 1, 0);
        assertThat(header.frames().slopes()).containsExactly(0.25);
        assertThat(header.frames().intercepts()).containsExactly(-7);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"IMPLICIT_LITTLE", "EXPLICIT_LITTLE"})
    void aBareDataSetIsReadToo(TransferSyntax syntax) throws IOException {
        DicomHeader header = read(new DicomFixture().dataset(syntax).toBytes());

        assertThat(header.syntax()).isEqualTo(syntax);
        assertThat(header.pixels().columns()).isEqualTo(6);
    }

    @Test
    void metaInformationWithoutAPreambleIsRead() throws IOException {
        byte[] file = new DicomFixture().file(TransferSyntax.RLE);

        assertThat(read(Arrays.copyOfRange(file, 132, file.length)).syntax()).isEqualTo(TransferSyntax.RLE);
    }

    @ParameterizedTest
    @CsvSource({"<!DOCTYPE html>", "PK zip zip zip zip", "''", "x"})
    void whatIsNoDicomIsRefused(String text) {
        assertThatThrownBy(() -> read(text.getBytes()))
                .isInstanceOf(DicomException.class)
                .hasMessageStartingWith("not a DICOM file");
    }

    @Test
    void whatIsAbsentIsNaNOrEmptyAndScalingIsNone() {
        DicomHeader header = new DicomFixture()
                .without(Tags.REPETITION_TIME)
                .without(Tags.POSITION)
                .without(Tags.PATIENT_ID)
                .text(Tags.ECHO_TIME, "DS", "ninety")
                .header();

        assertThat(header.acquisition().repetitionTime()).isNaN();
        assertThat(header.acquisition().echoTime()).isNaN();
        assertThat(header.ids().patientId()).isEmpty();
        assertThat(header.frames().placed(0)).isFalse();
        assertThat(header.frames().slopes()).containsExactly(1);
        assertThat(header.frames().intercepts()).containsExactly(0);
    }

    @ParameterizedTest
    @CsvSource({"1\\2", "1\\2\\NaN", "1\\2\\0x10", "1\\2\\1e999", "1\\2\\--1", "1\\2\\."})
    void aPositionThatIsNoneIsRefusedWithItsTagAndWithoutItsText(String position) {
        byte[] file = new DicomFixture().text(Tags.POSITION, "DS", position).file();

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DicomException.class)
                .hasMessageStartingWith("(0020,0032) holds")
                .hasMessageNotContaining(position.substring(4 > position.length() ? 0 : 2));
    }

    @Test
    void anObjectWithoutPixelsIsNoImage() throws IOException {
        byte[] report = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .text(Tags.SOP_CLASS, "UI", "1.2.840.10008.5.1.4.1.1.88.11")
                .text(Tags.MODALITY, "CS", "SR")
                .part10(TransferSyntax.EXPLICIT_LITTLE.uid());

        assertThat(read(report).image()).isFalse();
    }

    @Test
    void pixelsAreNotRead() throws IOException {
        byte[] file = new DicomFixture().file();
        int pixels = file.length - 48;
        byte[] head = Arrays.copyOf(file, pixels);
        InputStream noMore = new ByteArrayInputStream(head);

        assertThat(DicomReader.header(noMore, DicomLimits.DEFAULT).pixels().rows())
                .isEqualTo(4);
    }

    @Test
    void directoriesOfMediaAreKnownByNameAndByClass() throws IOException {
        byte[] directory = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE)
                .text(Tags.SOP_CLASS, "UI", "1.2.840.10008.1.3.10")
                .part10(TransferSyntax.EXPLICIT_LITTLE.uid());

        assertThat(List.of("DICOMDIR", "a/b/dicomdir", "C:\\x\\DicomDir")).allMatch(DicomReader::isDicomDir);
        assertThat(List.of("DICOMDIR.dcm", "a/DICOMDIR/b", "")).noneMatch(DicomReader::isDicomDir);
        assertThat(DicomReader.isDicomDir(read(directory))).isTrue();
        assertThat(DicomReader.isDicomDir(new DicomFixture().header())).isFalse();
        assertThat(DicomReader.isDicom(Arrays.copyOf(directory, 132))).isTrue();
        assertThat(DicomReader.isDicom(Arrays.copyOf(directory, 131))).isFalse();
    }

    @Test
    void textForLogsHoldsNothingOfThePatient() {
        String text = new DicomFixture().header().toString();

        assertThat(text).contains("TR 4000").doesNotContain("PAT-1", "AX T2", "1.2.3");
    }

    @Test
    void privateAndUnknownSequencesOfUndefinedLengthArePassedOver() throws IOException {
        DicomWriter out = new DicomWriter(TransferSyntax.EXPLICIT_LITTLE);
        DicomWriter implicit = new DicomWriter(TransferSyntax.IMPLICIT_LITTLE);
        DicomWriter inner = out.item().text(Tags.PATIENT_ID, "LO", "INNER");
        byte[] unknown = implicit.sequence(
                        0x00290010, true, List.of(implicit.item().text(0x00290011, "", "ab")))
                .toBytes();
        out.sequence(0x00081140, true, List.of(inner, out.item().sequence(0x00081150, true, List.of(inner))))
                .text(Tags.PATIENT_ID, "LO", "OUTER")
                .head(0x00290010, "UN", ElementHead.UNDEFINED)
                .raw(Arrays.copyOfRange(unknown, 8, unknown.length))
                .text(Tags.STUDY_INSTANCE, "UI", "1.9");

        DicomHeader header = read(out.part10(TransferSyntax.EXPLICIT_LITTLE.uid()));

        assertThat(header.ids().patientId()).isEqualTo("OUTER");
        assertThat(header.ids().studyInstanceUid()).isEqualTo("1.9");
    }
}
