package io.mmdino.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Frames that other programs have compressed come back as these programs decompress them. */
class ForeignFramesTest {

    private static final String FOLDER = "/golden/frames/";

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = ForeignFramesTest.class.getResourceAsStream(FOLDER + name)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = FOLDER + "frames.csv")
    void framesOfOtherProgramsAreDecoded(
            String file, int rows, int columns, int allocated, int used, boolean signed, int tolerance)
            throws IOException {
        FrameFormat format = new FrameFormat(rows, columns, allocated, used, signed);
        FrameCodec codec = file.endsWith(".jls") ? new JpegLsCodec() : new JpegCodec();
        byte[] raw = new byte[format.bytes()];

        codec.unpack(bytes(file), format, raw);

        int[] decoded = FrameCoders.numbers(raw, allocated / 8);
        int[] wanted = FrameCoders.numbers(bytes(file.substring(0, file.length() - 3) + "raw"), allocated / 8);
        assertThat(decoded).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(Math.abs(decoded[i] - wanted[i])).as("pixel %d", i).isLessThanOrEqualTo(tolerance);
        }
    }
}
