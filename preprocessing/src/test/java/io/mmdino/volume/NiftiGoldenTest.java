package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of all types, byte orders and orientations are read as nibabel reads them. */
class NiftiGoldenTest {

    private static final double VOXELS = 1e-4;
    private static final double AFFINE = 1e-5;

    private final Golden golden = Golden.load();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int16_be_LPS.nii",
                "uint8_RAS.nii",
                "float64_SLA.nii.gz",
                "int32_slope_ASR.nii.gz",
                "float32_oblique.nii.gz",
                "uint16_PIR.nii",
                "nifti2_float32.nii.gz"
            })
    void voxelsAndAffineAreNibabels(String file) {
        String name = file.substring(0, file.indexOf('.'));
        assertSame(Golden.volume(file), name, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int16_be_LPS.nii",
                "uint8_RAS.nii",
                "float64_SLA.nii.gz",
                "int32_slope_ASR.nii.gz",
                "float32_oblique.nii.gz",
                "uint16_PIR.nii"
            })
    void theCanonicalVolumeIsNibabels(String file) {
        String name = file.substring(0, file.indexOf('.'));
        assertSame(Orientation.toCanonical(Golden.volume(file)), name + ".ras", 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float64_SLA.nii.gz", "int32_slope_ASR.nii.gz", "float32_oblique.nii.gz"})
    void resamplingToOneMillimetreIsNibabels(String file) {
        String name = file.substring(0, file.indexOf('.'));
        assertSame(Resampling.linear(Golden.volume(file), new double[] {1, 1, 1}), name + ".iso1_linear", 0);
    }

    /** nibabel rounds interpolated integers to their type, whereas {@link Resampling} keeps float32. */
    @ParameterizedTest
    @ValueSource(strings = {"int16_be_LPS.nii", "uint8_RAS.nii", "uint16_PIR.nii"})
    void resamplingIntegersIsNibabelsBeforeItsRounding(String file) {
        String name = file.substring(0, file.indexOf('.'));
        assertSame(Resampling.linear(Golden.volume(file), new double[] {1, 1, 1}), name + ".iso1_linear", 0.5);
    }

    @Test
    void aFourthAxisOfLengthOneIsDropped() {
        Volume volume = Golden.volume("fourd_single.nii.gz");

        assertVoxels(volume, golden.voxels("fourd_single.data"), 0);
        assertThat(new int[] {volume.width(), volume.height(), volume.depth()})
                .isEqualTo(golden.shape("fourd_single.data"));
    }

    @Test
    void threeVolumesInOneFileAreRefused() {
        assertThatThrownBy(() -> NiftiFixture.read(Golden.bytes("fourd_three.nii.gz")))
                .isInstanceOf(NiftiException.class)
                .hasMessage("the image has 3 volumes along axis 4, wanted a single one: choose the volume and store it"
                        + " alone");
    }

    @Test
    void theHeaderTellsWhatWasInTheFile() throws Exception {
        NiftiHeader bigEndian =
                NiftiFixture.read(Golden.bytes("int16_be_LPS.nii")).header();
        NiftiHeader second =
                NiftiFixture.read(Golden.bytes("nifti2_float32.nii.gz")).header();
        NiftiHeader quaternion =
                NiftiFixture.read(Golden.bytes("uint16_PIR.nii")).header();

        assertThat(bigEndian.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(bigEndian.type()).isEqualTo(NiftiType.INT16);
        assertThat(second.version()).isEqualTo(2);
        assertThat(quaternion.frame()).isEqualTo(NiftiHeader.Frame.QFORM);
        assertThat(bigEndian.frame()).isEqualTo(NiftiHeader.Frame.SFORM);
    }

    private void assertSame(Volume volume, String name, double rounding) {
        String data = name + ".data";
        assertThat(new int[] {volume.width(), volume.height(), volume.depth()}).isEqualTo(golden.shape(data));
        assertVoxels(volume, golden.voxels(data), rounding);
        double[] affine = golden.values(name + ".affine");
        for (int i = 0; i < 16; i++) {
            assertThat(volume.affine()[i]).isCloseTo(affine[i], Offset.offset(AFFINE));
        }
    }

    private static void assertVoxels(Volume volume, double[] expected, double rounding) {
        int wrong = 0;
        for (int i = 0; i < expected.length; i++) {
            double bound = rounding + VOXELS * Math.max(Math.abs(expected[i]), 1);
            wrong += Math.abs(volume.voxels()[i] - expected[i]) <= bound ? 0 : 1;
        }
        assertThat(wrong).as("voxels out of bounds of %d", expected.length).isZero();
    }
}
