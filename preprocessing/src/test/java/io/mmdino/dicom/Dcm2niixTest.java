package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mmdino.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Compares the volume of the synthetic series with the result of dcm2niix.
 *
 * <p>Recorded with dcm2niix v1.0.20220720 ({@code dcm2niix -z n -f s DIR} on the files of {@link SyntheticSeries} as
 * explicit little endian, JPEG lossless, RLE and JPEG 2000, with one result): its sform, and the SHA-256 of its voxels as int16,
 * little endian, i fastest, with rows reversed, because dcm2niix writes them from the bottom.
 */
class Dcm2niixTest {

    private static final double[] SFORM = {
        -6.86046600e-01,
        1.78802386e-01,
        1.22934622e-08,
        7.71375427e+01,
        1.32857233e-01,
        8.42664003e-01,
        9.75217044e-01,
        4.11187286e+01,
        -4.10975590e-02,
        -2.60666519e-01,
        3.15261149e+00,
        1.87453232e+01,
        0,
        0,
        0,
        1
    };
    private static final String VOXELS = "3557b8989a17524997959d4905aa8269859f069347ac75016632323e2dfdd248";
    private static final double TOLERANCE_MM = 1e-3;

    private final Volume volume;

    Dcm2niixTest() throws IOException {
        volume = DicomSeriesReaderTest.read(
                SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.EXPLICIT_LITTLE));
    }

    @Test
    void everyCornerLiesWhereDcm2niixPutsIt() {
        int last = SyntheticSeries.ROWS - 1;
        for (int i : new int[] {0, SyntheticSeries.COLUMNS - 1}) {
            for (int j : new int[] {0, last}) {
                for (int k : new int[] {0, SyntheticSeries.SLICES - 1}) {
                    double[] actual = place(volume.affine(), i, j, k);
                    assertThat(actual).containsExactly(place(SFORM, i, last - j, k), within(TOLERANCE_MM));
                }
            }
        }
    }

    @Test
    void everyVoxelIsDcm2niixs() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(2 * volume.voxels().length).order(ByteOrder.LITTLE_ENDIAN);
        for (float voxel : volume.voxels()) {
            bytes.putShort((short) voxel);
        }

        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());

        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(VOXELS);
    }

    private static double[] place(double[] affine, int i, int j, int k) {
        double[] place = new double[3];
        for (int row = 0; row < 3; row++) {
            place[row] = affine[4 * row] * i + affine[4 * row + 1] * j + affine[4 * row + 2] * k + affine[4 * row + 3];
        }
        return place;
    }
}
