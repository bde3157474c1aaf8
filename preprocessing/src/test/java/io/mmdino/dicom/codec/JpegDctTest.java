package io.mmdino.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequential JPEG of 8 and 12 bits in 16 comes near what an encoder of sums of cosines was given. */
class JpegDctTest {

    private static final int ROWS = 21;
    private static final int COLUMNS = 30;
    private static final int QUANTISATION = 10;
    private static final int FRAME = QUANTISATION + 69;

    private final int[] numbers = JpegLsTest.Kind.SMOOTH.numbers(ROWS, COLUMNS, 12, new Random(3));
    private final byte[] packed = JpegDctEncoder.fine(12).encode(numbers, COLUMNS);

    private static int[] decoded(byte[] frame, int rows, int columns, int allocated) throws FrameException {
        FrameFormat format = new FrameFormat(rows, columns, allocated, allocated, false);
        byte[] raw = new byte[format.bytes()];
        new JpegCodec().unpack(frame, format, raw);
        return FrameCoders.numbers(raw, allocated / 8);
    }

    private static int[] decoded(byte[] frame) throws FrameException {
        return decoded(frame, ROWS, COLUMNS, 16);
    }

    private static int distance(int[] one, int[] other) {
        assertThat(one).hasSameSizeAs(other);
        int most = 0;
        for (int i = 0; i < one.length; i++) {
            most = Math.max(most, Math.abs(one[i] - other[i]));
        }
        return most;
    }

    /** Each of 64 coefficients is off by half a step at most, and none weighs more than 1/4. */
    @Property(tries = 250, seed = "20261130", shrinking = ShrinkingMode.OFF)
    void everyImageComesNear(
            @ForAll JpegLsTest.Kind kind,
            @ForAll boolean twelve,
            @ForAll @IntRange(min = 1, max = 35) int rows,
            @ForAll @IntRange(min = 1, max = 35) int columns,
            @ForAll @IntRange(min = 0, max = 9) int restartBlocks,
            @ForAll long seed)
            throws FrameException {
        int bits = twelve ? 12 : 8;
        int[] image = kind.numbers(rows, columns, bits, new Random(seed));

        int[] decoded = decoded(new JpegDctEncoder(bits, 1, restartBlocks).encode(image, columns), rows, columns, 16);

        assertThat(distance(decoded, image)).isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 255, 256, 1000})
    void quantisationTablesOfBothWidthsAreRead(int step) throws FrameException {
        int[] decoded = decoded(new JpegDctEncoder(12, step, 0).encode(numbers, COLUMNS));

        assertThat(distance(decoded, numbers)).isBetween(1, 4 * step);
    }

    /** The accuracy that ITU-T T.83 asks of decoders is worse than one. */
    @ParameterizedTest
    @CsvSource({"8, 8", "21, 30", "1, 33", "40, 1"})
    void eightBitsAreThoseOfTheJdk(int rows, int columns) throws FrameException {
        int[] image = JpegLsTest.Kind.NOISE.numbers(rows, columns, 8, new Random(rows));
        byte[] raw = new byte[image.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) image[i];
        }
        byte[] jpeg = FrameCoders.jpeg(raw, rows, columns);

        assertThat(distance(decoded(jpeg, rows, columns, 16), decoded(jpeg, rows, columns, 8)))
                .isLessThanOrEqualTo(1);
        byte[] ours = new JpegDctEncoder(8, 3, 2).encode(image, columns);
        assertThat(distance(decoded(ours, rows, columns, 16), decoded(ours, rows, columns, 8)))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void aFrameThatBreaksOffIsRefusedWhereverItDoes() {
        byte[] whole = new JpegDctEncoder(12, 8, 3).encode(numbers, COLUMNS);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decoded(part))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(FrameException.class)
                    .hasMessageStartingWith("the JPEG pixels are corrupt: ");
        }
    }

    @Test
    void bitsThatAreTurnedGiveNumbersInRangeOrAReason() {
        for (int bit = 0; bit < 8 * packed.length; bit += 5) {
            byte[] broken = packed.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                int[] read = decoded(broken);
                assertThat(read).hasSameSizeAs(numbers);
                assertThat(Arrays.stream(read).allMatch(number -> number >= 0 && number < 1 << 12))
                        .isTrue();
            } catch (FrameException fault) {
                assertThat(fault.getMessage()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 194, JPEG with progressive coding of numbers in 16 bits is not decoded here",
        "1, 195, JPEG with lossless coding",
        "1, 197, JPEG with hierarchical coding",
        "1, 201, JPEG with arithmetic coding",
        "1, 247, a scan of 1 components",
        "4, 10, numbers of 10 bits",
        "4, 17, numbers of 17 bits",
        "6, 22, a frame of 22 x 30 pixels",
        "8, 31, a frame of 21 x 31 pixels",
        "9, 3, and 3 components",
        "12, 3, no quantisation table with number 3",
        "12, 4, no quantisation table with number 4"
    })
    void aFrameOfAnotherSizeOrKindIsRefused(int at, int value, String reason) {
        packed[FRAME + at] = (byte) value;

        assertThatThrownBy(() -> decoded(packed))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(reason);
    }

    /** Offsets from the header of the scan, which is 10 bytes long and followed by the coded data. */
    @ParameterizedTest
    @CsvSource({
        "4, 2, a scan of 2 components",
        "6, 0x21, no code table with number 2",
        "6, 0x32, no code table with number 2",
        "7, 1, coefficients 1 to 63",
        "8, 62, coefficients 0 to 62",
        "9, 1, a scan of 1 components"
    })
    void aScanOfAnotherKindIsRefused(int at, String value, String reason) {
        packed[find(0xDA) + at] = Integer.decode(value).byteValue();

        assertThatThrownBy(() -> decoded(packed))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(reason);
    }

    /** The encoder's codes: 5 bits for the size of a mean, 9 for a run and a size, of which 1 is a run of 16 zeros. */
    @ParameterizedTest
    @CsvSource({
        "01111 101010101010101 000000000 01111 101010101010101, a block with mean 43690",
        "00000 000000001 000000001 000000001 000000001, a block of more than 64 coefficients",
        "11111 011, a code that its table has not"
    })
    void codesThatCannotBeAreRefused(String bits, String reason) {
        String digits = bits.replace(" ", "");
        int data = find(0xDA) + 10;
        for (int i = 0; i < digits.length(); i++) {
            int mask = 0x80 >> i % 8;
            packed[data + i / 8] = (byte) (packed[data + i / 8] & ~mask | (digits.charAt(i) == '1' ? mask : 0));
        }

        assertThatThrownBy(() -> decoded(packed))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void sizesThatTwelveBitsCannotHaveAreRefused() {
        int[] image = JpegLsTest.Kind.EXTREMES.numbers(ROWS, COLUMNS, 12, new Random(1));
        byte[] wide = JpegDctEncoder.fine(12).encode(image, COLUMNS);
        wide[FRAME + 4] = 8;

        assertThatThrownBy(() -> decoded(wide)).hasMessageContaining("bits, wanted at most 1");
    }

    @Test
    void moreTablesThanAnyoneNeedsAreRefused() {
        byte[] table = HexFormat.of().parseHex("00" + "00".repeat(16));
        byte[] segment = new byte[4 + 65 * table.length];
        segment[0] = -1;
        segment[1] = (byte) 0xC4;
        segment[2] = (byte) (segment.length - 2 >> 8);
        segment[3] = (byte) (segment.length - 2);
        byte[] many = new byte[packed.length + segment.length];
        System.arraycopy(packed, 0, many, 0, FRAME);
        System.arraycopy(segment, 0, many, FRAME, segment.length);
        System.arraycopy(packed, FRAME, many, FRAME + segment.length, packed.length - FRAME);

        assertThatThrownBy(() -> decoded(many)).hasMessageContaining("more than 64 code tables");
    }

    @Test
    void twelveBitsInBytesAreRefused() {
        assertThatThrownBy(() -> decoded(packed, ROWS, COLUMNS, 8))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("JPEG pixels are corrupt");
    }

    private int find(int marker) {
        for (int i = FRAME; i + 1 < packed.length; i++) {
            if (packed[i] == -1 && (packed[i + 1] & 0xFF) == marker) {
                return i;
            }
        }
        throw new AssertionError("no marker " + Integer.toHexString(marker));
    }
}
