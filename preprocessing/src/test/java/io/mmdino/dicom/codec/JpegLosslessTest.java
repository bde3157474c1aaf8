package io.mmdino.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegLosslessTest {

    private static final int ROWS = 13;
    private static final int COLUMNS = 17;

    private static FrameFormat format(int allocated) {
        return new FrameFormat(ROWS, COLUMNS, allocated, allocated, false);
    }

    private static int[] numbers(int bits, int seed) {
        return new Random(seed).ints(ROWS * COLUMNS, 0, 1 << bits).toArray();
    }

    private static int[] decoded(byte[] packed, FrameFormat format) throws FrameException {
        byte[] raw = new byte[format.bytes()];
        new JpegLosslessCodec().unpack(packed, format, raw);
        return FrameCoders.numbers(raw, format.bitsAllocated() / 8);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 16, 0",
        "2, 16, 0",
        "3, 16, 0",
        "4, 16, 0",
        "5, 16, 0",
        "6, 16, 0",
        "7, 16, 0",
        "1, 12, 2",
        "4, 10, 1",
        "7, 8, 3",
        "1, 2, 0"
    })
    void everyPredictorPrecisionAndRestartComesBack(int predictor, int bits, int restartRows) throws FrameException {
        int[] numbers = numbers(bits, predictor);
        byte[] packed = new JpegLosslessEncoder(predictor, 0, restartRows).encode(numbers, COLUMNS, bits);

        assertThat(decoded(packed, format(bits <= 8 ? 8 : 16))).isEqualTo(numbers);
    }

    @Test
    void aPointTransformLosesItsBitsAndNoMore() throws FrameException {
        int[] numbers = numbers(12, 9);
        byte[] packed = new JpegLosslessEncoder(6, 3, 0).encode(numbers, COLUMNS, 12);

        assertThat(decoded(packed, format(16)))
                .isEqualTo(Arrays.stream(numbers).map(number -> number & ~7).toArray());
    }

    @Test
    void aScanThatEndsEarlyIsRefusedWhereverItEnds() {
        byte[] packed = new JpegLosslessEncoder(1, 0, 0).encode(numbers(12, 1), COLUMNS, 12);

        for (int length = 0; length < packed.length - 3; length++) {
            byte[] part = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> decoded(part, format(16)))
                    .as("%d bytes", part.length)
                    .isInstanceOf(FrameException.class)
                    .hasMessageStartingWith("the lossless JPEG pixels are corrupt");
        }
    }

    @Test
    void aFrameOfAnotherSizeOrKindIsRefused() {
        byte[] packed = new JpegLosslessEncoder(1, 0, 0).encode(numbers(12, 1), COLUMNS, 12);
        FrameFormat wider = new FrameFormat(ROWS, COLUMNS + 1, 16, 16, false);

        assertThatThrownBy(() -> decoded(packed, wider)).hasMessageContaining("13 x 17 pixels");
        assertThatThrownBy(() -> decoded(packed, format(8))).hasMessageContaining("12 bits in pixels of 8");
        assertThatThrownBy(() -> decoded(FrameCoders.jpeg(new byte[ROWS * COLUMNS], ROWS, COLUMNS), format(8)))
                .hasMessageContaining("where a frame of lossless JPEG was wanted");
    }
}
