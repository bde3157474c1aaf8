package io.mmdino.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** JPEG-LS frames that are damaged, of another size or of a kind that is not decoded are refused with a reason. */
class JpegLsDamageTest {

    private static final int ROWS = 13;
    private static final int COLUMNS = 17;
    /** Positions in the encoder's frames of the header of the frame and, without presets, of the scan. */
    private static final int FRAME = 2;

    private static final int SCAN = 15;

    private final int[] numbers = JpegLsTest.Kind.SMOOTH.numbers(ROWS, COLUMNS, 12, new Random(3));
    private byte[] packed = {};

    @BeforeEach
    void pack() {
        packed = JpegLsEncoder.lossless().encode(numbers, COLUMNS, 12);
    }

    private static int[] decoded(byte[] frame) throws FrameException {
        return JpegLsTest.decoded(frame, ROWS, COLUMNS, 16);
    }

    private static byte[] with(byte[] frame, int at, String hex) {
        byte[] inserted = HexFormat.of().parseHex(hex);
        byte[] longer = new byte[frame.length + inserted.length];
        System.arraycopy(frame, 0, longer, 0, at);
        System.arraycopy(inserted, 0, longer, at, inserted.length);
        System.arraycopy(frame, at, longer, at + inserted.length, frame.length - at);
        return longer;
    }

    @ParameterizedTest
    @EnumSource
    void aFrameThatBreaksOffIsRefusedWhereverItDoes(JpegLsTest.Kind kind) {
        for (int near : new int[] {0, 3}) {
            byte[] whole = new JpegLsEncoder(near, new int[0], 5)
                    .encode(kind.numbers(ROWS, COLUMNS, 12, new Random(4)), COLUMNS, 12);
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> decoded(part))
                        .as("%d of %d bytes", length, whole.length)
                        .isInstanceOf(FrameException.class)
                        .hasMessageStartingWith("the JPEG-LS pixels are corrupt: ");
            }
        }
    }

    /** Most turned bits are noticed, though not all: the coding has no checksum. */
    @Test
    void bitsThatAreTurnedGiveNumbersInRangeOrAReason() {
        int refused = 0;
        for (int bit = 0; bit < 8 * packed.length; bit++) {
            byte[] broken = packed.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                int[] read = decoded(broken);
                assertThat(read).hasSameSizeAs(numbers);
                assertThat(Arrays.stream(read).allMatch(number -> number >= 0 && number < 1 << 16))
                        .isTrue();
            } catch (FrameException fault) {
                assertThat(fault.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(packed.length);
    }

    /** Zeros, ones, and what the longest codes and the shortest are made of. */
    @ParameterizedTest
    @CsvSource({"00", "55", "7F", "80", "01", "AA", "FE"})
    void codedDataOfOneByteEndInAReasonOrNumbers(String hex) {
        byte[] header = Arrays.copyOf(packed, SCAN + 10);
        byte[] data = HexFormat.of().parseHex(hex.repeat(3000));
        byte[] frame = with(header, header.length, HexFormat.of().formatHex(data) + "ffd9");

        assertThatThrownBy(() -> decoded(frame)).isInstanceOf(FrameException.class);
    }

    /** Offsets within the header of the frame: precision, rows, columns, components. */
    @ParameterizedTest
    @CsvSource({
        "4, 1, numbers of 1 bits in pixels of 16",
        "4, 17, numbers of 17 bits in pixels of 16",
        "6, 14, a frame of 14 x 17 pixels and 1 components",
        "6, 0, a frame of 0 x 17 pixels",
        "8, 18, a frame of 13 x 18 pixels",
        "7, 255, x 65297 pixels",
        "9, 3, and 3 components",
        "1, 192, marker FFC0 where a frame of JPEG-LS was wanted",
        "1, 249, JPEG-LS with extensions of part 2 is not decoded here",
        "1, 208, marker FFD0 before a scan",
        "2, 255, goes beyond the end",
        "3, 1, a segment of 1 bytes",
        "3, 5, a segment of 5 bytes"
    })
    void aHeaderOfAnotherFrameIsRefused(int at, int value, String reason) {
        packed[FRAME + at] = (byte) value;

        assertThatThrownBy(() -> decoded(packed))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(reason);
    }

    /** Offsets within the header of the scan: components, mapping table, error, interleave mode, point transform. */
    @ParameterizedTest
    @CsvSource({
        "4, 2, a scan of 2 components",
        "6, 1, JPEG-LS with a mapping table is not decoded here",
        "8, 3, interleave mode 3",
        "9, 1, JPEG-LS with a point transform is not decoded here",
        "9, 16, JPEG-LS with a point transform is not decoded here"
    })
    void aScanOfAnotherKindIsRefused(int at, int value, String reason) {
        packed[SCAN + at] = (byte) value;

        assertThatThrownBy(() -> decoded(packed))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void anErrorBeyondHalfTheRangeIsRefused() {
        byte[] small = JpegLsEncoder.lossless().encode(new int[ROWS * COLUMNS], COLUMNS, 6);
        small[SCAN + 7] = 32;

        assertThatThrownBy(() -> decoded(small))
                .hasMessageContaining("numbers up to 63 of 6 bits with errors up to 32");
    }

    @ParameterizedTest
    @CsvSource({
        "fff8000d01100000000000000000ff, numbers up to 4096 of 12 bits",
        "fff8000d010fff0005000400090000, 'thresholds 5, 4 and 9'",
        "fff8000d010000000500090ffffff0, reset 65520 of numbers up to 4095",
        "fff8000d0100000000000000000002, reset 2",
        "fff8000d0100640000000000650000, 'thresholds 2, 3 and 101'",
        "fff8000b0100000000000000ff, presets of 11 bytes",
        "fff8000602000102, JPEG-LS with a mapping table",
        "fff8000603000102, JPEG-LS with a mapping table",
        "fff8000804020200110000, JPEG-LS with a size of more than 16 bits",
        "fff8000405ff, JPEG-LS with presets of kind 5",
        "ffdd0007000000000a, a restart interval of 5 bytes",
        "ffdd000301, a restart interval of 1 bytes",
        "ffc1000408ff, marker FFC1 where a frame of JPEG-LS was wanted"
    })
    void segmentsThatCannotBeAreRefused(String hex, String reason) {
        assertThatThrownBy(() -> decoded(with(packed, SCAN, hex)))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void restartsOfThreeAndFourBytesAreRead() throws FrameException {
        byte[] restarted = new JpegLsEncoder(0, new int[0], 5).encode(numbers, COLUMNS, 12);
        byte[] three = restarted.clone();
        three[SCAN + 3] = 5;
        three[SCAN + 4] = 0;

        assertThat(decoded(with(three, SCAN + 5, "00"))).isEqualTo(numbers);
        three[SCAN + 3] = 6;
        assertThat(decoded(with(three, SCAN + 5, "0000"))).isEqualTo(numbers);
    }

    @Test
    void restartsThatAreMissingDoubledOrInAnotherOrderAreRefused() {
        byte[] restarted = new JpegLsEncoder(0, new int[0], 5).encode(numbers, COLUMNS, 12);
        int first = find(restarted, 0xD0);
        byte[] other = restarted.clone();
        other[first + 1]++;
        byte[] missing = with(Arrays.copyOf(restarted, first), first, "ffd9");
        byte[] none = restarted.clone();
        none[SCAN + 5] = 0;

        assertThatThrownBy(() -> decoded(other)).hasMessageContaining("marker FFD1 where restart FFD0 was wanted");
        assertThatThrownBy(() -> decoded(missing)).hasMessageContaining("marker FFD9 where restart FFD0 was wanted");
        assertThatThrownBy(() -> decoded(with(restarted, first, "ffd0")))
                .hasMessageContaining("the coded data end early");
        assertThatThrownBy(() -> decoded(none)).hasMessageContaining("the coded data end early");
    }

    @Test
    void moreDataThanPixelsAndAnImageWithoutEndAreRefused() {
        int end = packed.length - 2;

        assertThatThrownBy(() -> decoded(with(packed, end, "0000")))
                .hasMessageContaining("more coded data than pixels");
        assertThatThrownBy(() -> decoded(Arrays.copyOf(packed, end))).hasMessageContaining("ends early");
        assertThatThrownBy(() -> decoded(with(packed, end, "ffd0")))
                .hasMessageContaining("marker FFD0 where the end of the image was wanted");
    }

    /** DICOM pads frames of odd length by a zero, dcmtk before the marker of the end by FF. */
    @Test
    void paddingAfterOrBeforeTheMarkerOfTheEndIsPassedOver() throws FrameException {
        assertThat(decoded(with(packed, packed.length, "00"))).isEqualTo(numbers);
        assertThat(decoded(with(packed, packed.length - 2, "ff"))).isEqualTo(numbers);
    }

    private static int find(byte[] frame, int marker) {
        for (int i = 0; i + 1 < frame.length; i++) {
            if (frame[i] == -1 && (frame[i + 1] & 0xFF) == marker) {
                return i;
            }
        }
        throw new AssertionError("no marker " + Integer.toHexString(marker));
    }
}
