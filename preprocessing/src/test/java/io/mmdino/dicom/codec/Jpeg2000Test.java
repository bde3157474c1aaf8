package io.mmdino.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codestreams for which the JPEG 2000 decoder would take unbounded memory or time are refused. */
class Jpeg2000Test {

    private static final FrameFormat FORMAT = new FrameFormat(40, 50, 16, 16, false);

    private final byte[] raw = new byte[FORMAT.bytes()];
    private byte[] packed = new byte[0];

    @BeforeEach
    void pack() {
        new Random(3).nextBytes(raw);
        packed = FrameCoders.jpeg2000(raw, 40, 50, 16);
    }

    private byte[] unpacked(byte[] frame) throws FrameException {
        byte[] out = new byte[FORMAT.bytes()];
        new Jpeg2000Codec().unpack(frame, FORMAT, out);
        return out;
    }

    private int find(int marker) {
        for (int i = 0; i + 1 < packed.length; i++) {
            if ((packed[i] & 0xFF) == marker >> 8 && (packed[i + 1] & 0xFF) == (marker & 0xFF)) {
                return i;
            }
        }
        throw new AssertionError("no marker " + Integer.toHexString(marker));
    }

    @Test
    void noiseComesBackBitForBit() throws FrameException {
        assertThat(unpacked(packed)).isEqualTo(raw);
    }

    @Test
    void codedDataWithAPairThatTheDecoderWouldCountForeverAreRefused() {
        int data = find(0xFF93) + 10;
        packed[data] = -1;
        packed[data + 1] = -1;

        assertThatThrownBy(() -> unpacked(packed))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("FF FF");
    }

    @Test
    void packetHeadersApartAreRefused() {
        packed[find(0xFF5C) + 1] = 0x60;

        assertThatThrownBy(() -> unpacked(packed)).hasMessageContaining("packet headers apart");
    }

    /** Offsets in the SIZ marker, T.800 table A.9: width, height, tile width, components, bits minus one. */
    @ParameterizedTest
    @CsvSource({
        "11, 127, a frame of 40 x 127 pixels",
        "15, 127, a frame of 127 x 50 pixels",
        "27, 1, tiles of 1 x",
        "41, 3, and 3 components",
        "42, 31, numbers of 32 bits"
    })
    void aSizeThatIsNotTheFramesIsRefused(int at, int value, String reason) {
        packed[at] = (byte) value;

        assertThatThrownBy(() -> unpacked(packed))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void moreLevelsThanAnyoneNeedsAreRefused() {
        packed[find(0xFF52) + 9] = 33;

        assertThatThrownBy(() -> unpacked(packed)).hasMessageContaining("33 levels");
    }

    @Test
    void tinyPrecinctsAreRefused() {
        packed[find(0xFF52) + 4] |= 1;

        assertThatThrownBy(() -> unpacked(packed)).hasMessageContaining("corrupt");
    }

    @Test
    void aTileThatReachesBeyondTheEndOrEndsBeforeItsDataIsRefused() {
        byte[] beyond = packed.clone();
        byte[] before = packed.clone();
        int length = find(0xFF90) + 6;
        beyond[length] = 1;
        Arrays.fill(before, length, length + 4, (byte) 0);
        before[length + 3] = 13;

        assertThatThrownBy(() -> unpacked(beyond)).hasMessageContaining("goes beyond the end");
        assertThatThrownBy(() -> unpacked(before)).hasMessageContaining("a tile of 13 bytes");
    }

    @Test
    void aFrameThatBreaksOffIsRefusedWhereverItDoes() {
        for (int length = 0; length < packed.length - 2; length += 37) {
            byte[] part = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> unpacked(part)).as("%d bytes", length).isInstanceOf(FrameException.class);
        }
    }

    @Test
    void errorsThatTheDecoderThrowsBecomeReasons() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            byte[] broken = packed.clone();
            broken[find(0xFF52) + 4] |= (byte) (random.nextBoolean() ? 4 : 6); // flags of markers that are missing
            broken[find(0xFF93) + 2 + random.nextInt(200)] = (byte) random.nextInt();
            try {
                assertThat(unpacked(broken)).hasSize(raw.length);
            } catch (FrameException refused) {
                assertThat(refused).hasMessageContaining("JPEG 2000");
            }
        }
    }
}
