package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnhancedImageTest {

    @ParameterizedTest
    @CsvSource({
        "EXPLICIT_LITTLE, false",
        "EXPLICIT_LITTLE, true",
        "IMPLICIT_LITTLE, true",
        "EXPLICIT_BIG, true",
        "DEFLATED, false",
        "RLE, true",
        "JPEG_LOSSLESS_FIRST_ORDER, false",
        "JPEG_LS, true",
        "JPEG_2000_LOSSLESS, true"
    })
    void oneFileOfManyFramesGivesTheVolumeOfItsSlices(TransferSyntax syntax, boolean delimited) throws IOException {
        Volume single = DicomSeriesReaderTest.read(
                SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.EXPLICIT_LITTLE));

        Volume volume = DicomSeriesReaderTest.read(List.of(EnhancedFixture.file(syntax, delimited)));

        assertThat(volume.affine()).containsExactly(single.affine(), within(1e-12));
        for (int frame = 0; frame < SyntheticSeries.SLICES; frame++) {
            int k = EnhancedFixture.SLICE_OF_FRAME[frame];
            for (int j = 0; j < SyntheticSeries.ROWS; j++) {
                assertThat(volume.at(11, j, k))
                        .isEqualTo((float) (EnhancedFixture.slope(frame) * single.at(11, j, k) + 1));
            }
        }
    }

    @Test
    void itsTimesAndScanningSequenceAreReadWhereEnhancedImagesHaveThem() {
        Acquisition acquisition = DicomFixture.read(EnhancedFixture.file(TransferSyntax.EXPLICIT_LITTLE, true))
                .acquisition();

        assertThat(acquisition.repetitionTime()).isEqualTo(9000);
        assertThat(acquisition.echoTime()).isEqualTo(120.5);
        assertThat(acquisition.inversionTime()).isEqualTo(2500);
        assertThat(acquisition.scanningSequence()).containsExactly("SE", "IR");
    }

    @Test
    void groupsForFewerFramesThanThereAreAreRefused() {
        byte[] file = EnhancedFixture.file(TransferSyntax.EXPLICIT_LITTLE, true, 6);

        assertThatThrownBy(() -> DicomReader.header(new ByteArrayInputStream(file), DicomLimits.DEFAULT))
                .isInstanceOf(DicomException.class)
                .hasMessageContaining("7 frames and functional groups for 6");
    }

    @Test
    void aHeaderSurvivesJavaSerialisation() throws Exception {
        DicomHeader header = DicomFixture.read(EnhancedFixture.file(TransferSyntax.EXPLICIT_LITTLE, true));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(header);
        }

        ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        DicomHeader back = (DicomHeader) in.readObject();

        assertThat(back.ids()).isEqualTo(header.ids());
        assertThat(back.frames().positions()).isEqualTo(header.frames().positions());
        assertThat(bytes.size()).isLessThan(6000);
    }
}
