package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.volume.NiftiReader.NiftiImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers within the limits are read; others are refused with a reason before memory is allocated. */
class NiftiHeaderTest {

    private static void assertRefused(Consumer<ByteBuffer> spoil, String reason) throws IOException {
        ByteBuffer file = NiftiFixture.header();
        spoil.accept(file);
        assertThatThrownBy(() -> NiftiFixture.read(file.array()))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void dimensionsBeyondTheLimitsAreRefused() throws IOException {
        assertRefused(h -> h.putShort(42, Short.MAX_VALUE), "dim[1] is 32767, wanted 1 to 4096 voxels");
        assertRefused(h -> h.putShort(44, (short) -3), "dim[2] is -3");
        assertRefused(h -> h.putShort(46, (short) 0), "dim[3] is 0");
        assertRefused(h -> h.putShort(40, (short) 2), "dim[0] is 2");
        assertRefused(h -> h.putShort(40, (short) 20), "dim[0] is 20");
        assertRefused(
                h -> h.putShort(42, (short) 4096).putShort(44, (short) 4096).putShort(46, (short) 4096),
                "4096 x 4096 x 4096 voxels, more than the limit of 134217728");
    }

    @Test
    void sixtyFourBitDimensionsDoNotOverflowThePast() {
        ByteBuffer file = NiftiFixture.second(ByteOrder.LITTLE_ENDIAN, NiftiType.UINT8, 8);
        file.putLong(16, 3).putLong(24, 1L << 32).putLong(32, 1L << 32).putLong(40, 1);

        assertThatThrownBy(() -> NiftiFixture.read(file.array()))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining("dim[1] is 4294967296");
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 348, 351, -1, 352.5f, 1e9f, Float.NaN, Float.POSITIVE_INFINITY})
    void aVoxelOffsetThatCannotBeIsRefused(float offset) throws IOException {
        assertRefused(h -> h.putFloat(108, offset), "vox_offset is " + (double) offset);
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 32, 128, 1536, 1792, 2304, -1})
    void typesThatAreNoPlainNumbersAreRefused(short code) throws IOException {
        assertRefused(h -> h.putShort(70, code), "datatype " + code);
    }

    @Test
    void affinesThatPlaceNothingAreRefused() throws IOException {
        assertRefused(h -> h.putFloat(280, Float.NaN), "the sform affine has NaN");
        assertRefused(h -> h.putFloat(292, Float.NEGATIVE_INFINITY), "the sform affine has NaN or infinite");
        assertRefused(h -> h.putFloat(280, 0), "voxel edge of 0.0 along axis 1, wanted 0.01 to 100.0 mm");
        assertRefused(h -> h.putFloat(300, 5000), "voxel edge of 5000.0 along axis 2");
        assertRefused(
                h -> h.putFloat(284, 1).putFloat(296, 1),
                "the sform affine cannot be inverted: its axes lie in one plane");
        assertRefused(h -> h.putShort(254, (short) 0).putFloat(80, Float.NaN), "the pixdim affine has NaN");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1", // unknown
        "2, 1.5, 1.5",
        "10, 1.5, 1.5", // mm and s
        "1, 0.001, 1", // metres
        "9, 0.0015, 1.5", // metres and s
        "3, 1000, 1", // micrometres
        "3, 80, 0.08",
        "1, 1, 1", // voxels of a metre: the unit is a mistake
        "3, 1, 1",
    })
    void lengthsAreConvertedToMillimetres(int units, float stored, double edge) throws IOException {
        ByteBuffer file = NiftiFixture.header();
        file.put(123, (byte) units);
        for (int axis = 0; axis < 3; axis++) {
            file.putFloat(280 + 20 * axis, stored);
        }
        file.putFloat(280 + 12, 10 * stored);
        Volume volume = NiftiFixture.read(file.array()).volume();
        assertThat(volume.spacing(0)).isCloseTo(edge, within(1e-6));
        assertThat(volume.spacing(2)).isCloseTo(edge, within(1e-6));
        assertThat(volume.affine()[3]).isCloseTo(10 * edge, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "'../../.git/annex/objects/x', git-annex",
        "'/annex/objects/MD5E-s1', git-annex",
        "'version https://git-lfs.github.com/spec/v1', Git LFS",
        "'<!DOCTYPE html><html>', web page",
        "'PK34 and more', packed by another program",
        "'something else', begins with sizeof_hdr",
    })
    void whatIsNoImageIsNamed(String text, String what) {
        byte[] file = java.util.Arrays.copyOf(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 400);
        assertThatThrownBy(() -> NiftiFixture.read(file))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining(what);
    }

    @Test
    void aQuaternionTooLongIsRefused() throws IOException {
        assertRefused(
                h -> h.putShort(254, (short) 0)
                        .putShort(252, (short) 1)
                        .putFloat(256, 1)
                        .putFloat(260, 1),
                "quaternion (1.0, 1.0, 0.0) is longer than 1");
    }

    @Test
    void pairsAndAnalyzeFilesAreNamed() throws IOException {
        assertRefused(h -> h.put(345, (byte) 'i'), ".hdr/.img pair (magic ni1)");
        assertRefused(h -> h.put(344, new byte[4]), "no NIfTI magic");
    }

    @Test
    void aSlopeWithoutAFiniteInterceptIsRefused() throws IOException {
        assertRefused(h -> h.putFloat(112, 2).putFloat(116, Float.NaN), "scl_inter is NaN");
    }

    @ParameterizedTest
    @ValueSource(floats = {0, Float.NaN, Float.POSITIVE_INFINITY})
    void aSlopeThatSaysNothingLeavesTheVoxels(float slope) throws IOException {
        ByteBuffer file = NiftiFixture.header();
        file.putFloat(112, slope).putFloat(116, Float.NaN).putShort(352, (short) 77);

        assertThat(NiftiFixture.read(file.array()).volume().at(0, 0, 0)).isEqualTo(77);
    }

    @Test
    void slopeAndInterceptAreApplied() throws IOException {
        ByteBuffer file = NiftiFixture.header();
        file.putFloat(112, 0.5f).putFloat(116, -1).putShort(352, (short) 77);

        assertThat(NiftiFixture.read(file.array()).volume().at(0, 0, 0)).isEqualTo(37.5f);
    }

    @Test
    void withoutCodesTheVolumeIsCentredAndRunsToTheLeft() throws IOException {
        ByteBuffer file = NiftiFixture.header();
        file.putShort(254, (short) 0).putFloat(80, 2).putFloat(84, -3);
        NiftiImage image = NiftiFixture.read(file.array());

        assertThat(image.header().frame()).isEqualTo(NiftiHeader.Frame.PIXDIM);
        assertThat(image.volume().affine())
                .containsExactly(new double[] {-2, 0, 0, 3, 0, 3, 0, -4.5, 0, 0, 1, -1.5, 0, 0, 0, 1}, within(1e-9));
    }

    @Test
    void theQformIsTakenWhenThereIsNoSform() throws IOException {
        ByteBuffer file = NiftiFixture.header();
        // rotation by half a turn around z, third axis mirrored
        file.putShort(254, (short) 0)
                .putShort(252, (short) 1)
                .putFloat(76, -1)
                .putFloat(264, 1)
                .putFloat(268, 9);

        assertThat(NiftiFixture.read(file.array()).volume().affine())
                .containsExactly(new double[] {-1, 0, 0, 9, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1}, within(1e-6));
    }

    @Test
    void voxelsThatAreNotFiniteBecomeZeroAndAreCounted() throws IOException {
        float[] voxels = {1, Float.NaN, 3, Float.POSITIVE_INFINITY, -5, Float.NEGATIVE_INFINITY, 7, 8};
        double[] affine = Affines.diagonal(new double[] {1, 1, 1}, new double[3]);
        byte[] file = NiftiFixture.plain(new Volume(voxels, 2, 2, 2, affine), NiftiType.FLOAT32, ByteOrder.BIG_ENDIAN);
        NiftiImage image = NiftiFixture.read(file);

        assertThat(image.nonFinite()).isEqualTo(3);
        assertThat(image.volume().voxels()).containsExactly(1, 0, 3, 0, -5, 0, 7, 8);
    }
}
