package io.mmdino.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of a lossy coder that was not given the number of used bits leave the largest value large and the smallest small. */
class LossyRangeTest {

    private static int[] unpacked(FrameCodec codec, byte[] packed, int columns, int used, boolean signed)
            throws FrameException {
        return unpacked(codec, packed, 8, columns, used, signed);
    }

    private static int[] unpacked(FrameCodec codec, byte[] packed, int rows, int columns, int used, boolean signed)
            throws FrameException {
        FrameFormat format = new FrameFormat(rows, columns, 16, used, signed);
        byte[] raw = new byte[format.bytes()];
        codec.unpack(packed, format, raw);
        return FrameCoders.numbers(raw, 2);
    }

    /** All pixels are equal, so that the first one is a multiple of the step, 2 near + 1, and the others are a run of it. */
    @ParameterizedTest
    @CsvSource({
        "8, 12, false, 4095, 4095",
        "10, 10, false, 1023, 1023",
        "8, 13, false, 4095, 4097",
        "9, 12, true, 2047, 2047",
        "9, 13, true, 2047, 2052",
        "9, 12, true, 0xF800, 0xF800",
        "9, 13, true, 0xF800, 0xF7F7",
        "9, 16, false, 65535, 65531"
    })
    void nearLosslessNumbersOfSixteenBitsAreLimitedToTheUsedOnes(
            int near, int used, boolean signed, String given, String wanted) throws FrameException {
        int[] numbers = new int[16];
        Arrays.fill(numbers, Integer.decode(given));
        byte[] packed = JpegLsEncoder.near(near).encode(numbers, 2, 16);

        assertThat(unpacked(new JpegLsCodec(), packed, 2, used, signed)).containsOnly(Integer.decode(wanted));
    }

    @Test
    void losslessNumbersKeepTheBitsAboveTheUsedOnes() throws FrameException {
        int[] numbers = new int[16];
        Arrays.fill(numbers, 0xF123);
        byte[] packed = JpegLsEncoder.lossless().encode(numbers, 2, 16);

        assertThat(unpacked(new JpegLsCodec(), packed, 2, 12, false)).containsOnly(0xF123);
    }

    @Test
    void jpegOfTwelveBitsIsLimitedToTheUsedOnes() throws FrameException {
        int[] numbers = new int[64];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 8 < 4 ? 1023 : 0;
        }
        byte[] packed = new JpegDctEncoder(12, 200, 0).encode(numbers, 8);

        int[] all = unpacked(new JpegCodec(), packed, 8, 12, false);
        int[] used = unpacked(new JpegCodec(), packed, 8, 10, false);

        assertThat(Arrays.stream(all).max().orElseThrow()).isGreaterThan(1023);
        assertThat(used)
                .isEqualTo(
                        Arrays.stream(all).map(number -> Math.min(1023, number)).toArray());
    }

    @Test
    void lossyJpeg2000IsLimitedToTheUsedOnes() throws FrameException {
        byte[] raw = new byte[2 * 40 * 50];
        for (int i = 0; i < raw.length; i += 2) {
            int number = i / 2 % 9 < 5 ? 4095 : 0;
            raw[i] = (byte) number;
            raw[i + 1] = (byte) (number >> 8);
        }
        byte[] packed = FrameCoders.jpeg2000(raw, 40, 50, 16, false);

        int[] all = unpacked(new Jpeg2000Codec(), packed, 40, 50, 16, false);
        int[] used = unpacked(new Jpeg2000Codec(), packed, 40, 50, 12, false);

        assertThat(Arrays.stream(all).max().orElseThrow()).isGreaterThan(4095);
        assertThat(used)
                .isEqualTo(
                        Arrays.stream(all).map(number -> Math.min(4095, number)).toArray());
    }
}
