package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.volume.NiftiReader.NiftiImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Written volumes are read back, and every stored type is read in both byte orders. */
class NiftiRoundTripTest {

    @Property(tries = 200, seed = "4711")
    void whatIsWrittenIsReadBack(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int depth,
            @ForAll long seed,
            @ForAll boolean bigEndian,
            @ForAll boolean gzip,
            @ForAll boolean whole)
            throws IOException {
        Volume volume = NiftiFixture.volume(width, height, depth, seed);
        ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        NiftiType type = whole ? NiftiType.INT16 : NiftiType.FLOAT32;

        NiftiImage image = NiftiFixture.read(NiftiFixture.written(volume, new NiftiWriter(type, order, gzip)));

        assertThat(image.volume().voxels()).isEqualTo(volume.voxels());
        assertThat(image.volume().affine()).containsExactly(volume.affine(), Offset.offset(1e-5));
        assertThat(image.header().order()).isEqualTo(order);
        assertThat(image.header().type()).isEqualTo(type);
        assertThat(image.nonFinite()).isZero();
    }

    @Test
    void theSameVolumeGivesTheSameBytes() throws IOException {
        NiftiWriter writer = new NiftiWriter(NiftiType.INT16, ByteOrder.LITTLE_ENDIAN, true);

        assertThat(NiftiFixture.written(NiftiFixture.volume(20, 21, 22, 3), writer))
                .isEqualTo(NiftiFixture.written(NiftiFixture.volume(20, 21, 22, 3), writer));
    }

    @Test
    void aVoxelThatDoesNotFitTheTypeIsRefused() {
        double[] affine = Affines.diagonal(new double[] {1, 1, 1}, new double[3]);
        Volume volume = new Volume(new float[] {255.4f, 256}, 2, 1, 1, affine);

        assertThatThrownBy(() -> NiftiFixture.plain(volume, NiftiType.UINT8, ByteOrder.LITTLE_ENDIAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("voxel 256.0 does not fit UINT8, wanted 0 to 255");
    }

    @ParameterizedTest
    @EnumSource(NiftiType.class)
    void theExtremesOfEveryTypeAreReadInBothByteOrders(NiftiType type) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer file = NiftiFixture.second(order, type, 2 * type.bytes());
            file.putLong(16, 3).putLong(24, 2).putLong(32, 1).putLong(40, 1);
            file.position(544);
            float[] expected = putExtremes(file, type);

            assertThat(NiftiFixture.read(file.array()).volume().voxels()).containsExactly(expected);
        }
    }

    /** Writes two voxels, with the top bit set and not set; returns their values in float32. */
    private static float[] putExtremes(ByteBuffer file, NiftiType type) {
        switch (type) {
            case INT8, UINT8 -> file.put((byte) 0x81).put((byte) 0x7f);
            case INT16, UINT16 -> file.putShort((short) 0x8001).putShort((short) 0x7fff);
            case INT32, UINT32 -> file.putInt(0x80000001).putInt(0x7fffffff);
            case INT64, UINT64 -> file.putLong(0x8000000000000001L).putLong(Long.MAX_VALUE);
            case FLOAT32 -> file.putFloat(-1.5e30f).putFloat(Float.MIN_VALUE);
            case FLOAT64 -> file.putDouble(-1.5e30).putDouble(0.1);
        }
        return switch (type) {
            case INT8 -> new float[] {-127, 127};
            case UINT8 -> new float[] {129, 127};
            case INT16 -> new float[] {-32767, 32767};
            case UINT16 -> new float[] {32769, 32767};
            case INT32 -> new float[] {-0x1p31f, 0x1p31f};
            case UINT32 -> new float[] {0x1p31f, 0x1p31f};
            case INT64 -> new float[] {-0x1p63f, 0x1p63f};
            case UINT64 -> new float[] {0x1p63f, 0x1p63f};
            case FLOAT32 -> new float[] {-1.5e30f, Float.MIN_VALUE};
            case FLOAT64 -> new float[] {-1.5e30f, 0.1f};
        };
    }
}
