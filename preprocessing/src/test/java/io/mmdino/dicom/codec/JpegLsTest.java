package io.mmdino.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEG-LS comes back from an encoder written from the standard, and the standard's own example is decoded. */
class JpegLsTest {

    /** Images that lead a coder into its different modes. */
    enum Kind {
        CONSTANT,
        BLACK,
        WHITE,
        NOISE,
        EXTREMES,
        RAMP,
        SMOOTH,
        STEPS,
        SPARSE;

        int[] numbers(int rows, int columns, int bits, Random random) {
            int most = (1 << bits) - 1;
            int level = random.nextInt(most + 1);
            double wave = 0.02 + random.nextDouble() * 0.3;
            IntUnaryOperator number =
                    switch (this) {
                        case CONSTANT -> i -> level;
                        case BLACK -> i -> 0;
                        case WHITE -> i -> most;
                        case NOISE -> i -> random.nextInt(most + 1);
                        case EXTREMES -> i -> random.nextBoolean() ? most : 0;
                        case RAMP -> i -> (i % columns + i / columns * 3) & most;
                        case SMOOTH -> i -> (int) Math.round(
                                most * (0.5 + 0.49 * Math.sin(wave * (i % columns)) * Math.cos(wave * (i / columns))));
                        case STEPS -> i -> (i % columns / 7 + i / columns / 5) * level & most;
                        case SPARSE -> i -> random.nextInt(23) == 0 ? random.nextInt(most + 1) : level;
                    };
            int[] numbers = new int[rows * columns];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = number.applyAsInt(i);
            }
            return numbers;
        }
    }

    static int[] decoded(byte[] packed, int rows, int columns, int allocated) throws FrameException {
        FrameFormat format = new FrameFormat(rows, columns, allocated, allocated, false);
        byte[] raw = new byte[format.bytes()];
        new JpegLsCodec().unpack(packed, format, raw);
        return FrameCoders.numbers(raw, allocated / 8);
    }

    @Property(tries = 1500, seed = "20261128", shrinking = ShrinkingMode.OFF)
    void everyImageOfEveryDepthComesBack(
            @ForAll Kind kind,
            @ForAll @IntRange(min = 2, max = 16) int bits,
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 40) int columns,
            @ForAll long seed)
            throws FrameException {
        int[] numbers = kind.numbers(rows, columns, bits, new Random(seed));
        byte[] packed = JpegLsEncoder.lossless().encode(numbers, columns, bits);

        assertThat(decoded(packed, rows, columns, bits <= 8 ? 8 : 16)).isEqualTo(numbers);
        assertThat(decoded(packed, rows, columns, 32)).isEqualTo(numbers);
    }

    @Property(tries = 1500, seed = "20261129", shrinking = ShrinkingMode.OFF)
    void nearLosslessIsAsNearAsItSays(
            @ForAll Kind kind,
            @ForAll @IntRange(min = 2, max = 16) int bits,
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 40) int columns,
            @ForAll @IntRange(min = 1, max = 255) int near,
            @ForAll long seed)
            throws FrameException {
        int[] numbers = kind.numbers(rows, columns, bits, new Random(seed));
        int error = 1 + near % Math.min(255, ((1 << bits) - 1) / 2);
        byte[] packed = JpegLsEncoder.near(error).encode(numbers, columns, bits);

        int[] decoded = decoded(packed, rows, columns, 16);

        for (int i = 0; i < numbers.length; i++) {
            assertThat(Math.abs(decoded[i] - numbers[i])).isLessThanOrEqualTo(error);
        }
    }

    @ParameterizedTest
    @EnumSource
    void linesOfOnePixelAndAColumnOfOneComeBack(Kind kind) throws FrameException {
        int[] numbers = kind.numbers(1, 700, 12, new Random(5));
        JpegLsEncoder encoder = JpegLsEncoder.lossless();

        assertThat(decoded(encoder.encode(numbers, 700, 12), 1, 700, 16)).isEqualTo(numbers);
        assertThat(decoded(encoder.encode(numbers, 1, 12), 700, 1, 16)).isEqualTo(numbers);
        assertThat(decoded(encoder.encode(new int[] {numbers[0]}, 1, 12), 1, 1, 16))
                .containsExactly(numbers[0]);
    }

    /** Statistics are halved, corrections reach their limits and runs their longest step only in larger images. */
    @ParameterizedTest
    @EnumSource
    void largeImagesComeBack(Kind kind) throws FrameException {
        int[] numbers = kind.numbers(300, 400, 16, new Random(7));
        byte[] packed = JpegLsEncoder.lossless().encode(numbers, 400, 16);

        assertThat(decoded(packed, 300, 400, 16)).isEqualTo(numbers);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 19, 20})
    void restartsBeginAnew(int restartRows) throws FrameException {
        for (Kind kind : Kind.values()) {
            int[] numbers = kind.numbers(20, 33, 10, new Random(restartRows));
            byte[] packed = new JpegLsEncoder(0, new int[0], restartRows).encode(numbers, 33, 10);

            assertThat(decoded(packed, 20, 33, 16)).as("%s", kind).isEqualTo(numbers);
        }
    }

    /** MAXVAL, T1, T2, T3 and RESET; 0 is the default. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0, 0",
        "0, 3000, 0, 0, 0, 0",
        "0, 0, 5, 9, 30, 0",
        "0, 0, 1, 1, 1, 3",
        "0, 4095, 4095, 4095, 4095, 4095",
        "0, 0, 0, 400, 0, 255",
        "0, 2600, 2, 0, 0, 31",
        "2, 2600, 6, 13, 44, 31",
        "5, 0, 0, 0, 0, 7"
    })
    void presetsOfTheFrameAreUsed(int near, int most, int t1, int t2, int t3, int reset) throws FrameException {
        int[] presets = {most, t1, t2, t3, reset};
        for (Kind kind : Kind.values()) {
            int[] numbers = kind.numbers(23, 31, 12, new Random(most + t1));
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Math.min(numbers[i], 2600);
            }
            byte[] packed = new JpegLsEncoder(near, presets, 0).encode(numbers, 31, 12);

            int[] decoded = decoded(packed, 23, 31, 16);

            for (int i = 0; i < numbers.length; i++) {
                assertThat(Math.abs(decoded[i] - numbers[i]))
                        .as("%s at %d", kind, i)
                        .isLessThanOrEqualTo(near);
            }
        }
    }

    /** ISO/IEC 14495-1 annex H.3. */
    @Test
    void theExampleOfTheStandardIsDecoded() throws FrameException {
        int[] image = {0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145};
        byte[] packed = HexFormat.of()
                .parseHex("ffd8" + "fff7000b08000400040101" + "1100" + "ffda00080101000000" + "00"
                        + "c000006c80208e01c0000057400000" + "6ee6000001bc180000" + "05d800009160" + "ffd9");

        assertThat(decoded(packed, 4, 4, 8)).isEqualTo(image);
        assertThat(JpegLsEncoder.lossless().encode(image.clone(), 4, 8)).isEqualTo(packed);
    }

    @Test
    void segmentsOfApplicationsAndCommentsArePassedOver() throws FrameException {
        int[] numbers = Kind.SMOOTH.numbers(5, 6, 8, new Random(1));
        byte[] packed = JpegLsEncoder.lossless().encode(numbers, 6, 8);
        byte[] extra = HexFormat.of().parseHex("ffe8000a6d726678000000ff" + "fffe0003ff" + "ffff");
        byte[] longer = new byte[packed.length + extra.length - 1];
        longer[0] = packed[0];
        longer[1] = packed[1];
        System.arraycopy(extra, 0, longer, 2, extra.length - 1);
        System.arraycopy(packed, 2, longer, 1 + extra.length, packed.length - 2);

        assertThat(decoded(longer, 5, 6, 8)).isEqualTo(numbers);
    }
}
