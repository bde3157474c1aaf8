package io.mmdino.volume;

import io.mmdino.volume.NiftiReader.NiftiImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Makes small NIfTI files and headers for tests. */
final class NiftiFixture {

    private NiftiFixture() {}

    /** A volume of whole numbers from -1000 to 1000 on an oblique grid. */
    static Volume volume(int width, int height, int depth, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] voxels = new float[width * height * depth];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = random.nextInt(-1000, 1001);
        }
        double[] affine = {0.9, 0.1, 0, -40, -0.1, 1.1, 0.2, 5.5, 0, -0.2, 2, -7.25, 0, 0, 0, 1};
        return new Volume(voxels, width, height, depth, affine);
    }

    static byte[] plain(Volume volume, NiftiType type, ByteOrder order) throws IOException {
        return written(volume, new NiftiWriter(type, order, false));
    }

    static byte[] written(Volume volume, NiftiWriter writer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, volume);
        return out.toByteArray();
    }

    static NiftiImage read(byte[] file) throws IOException {
        return NiftiReader.read(new ByteArrayInputStream(file), NiftiLimits.DEFAULT);
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    /** A valid little-endian NIfTI-1 file: 4 x 4 x 4 int16, spacing 1 mm. */
    static ByteBuffer header() throws IOException {
        double[] affine = Affines.diagonal(new double[] {1, 1, 1}, new double[3]);
        byte[] file = plain(new Volume(new float[64], 4, 4, 4, affine), NiftiType.INT16, ByteOrder.LITTLE_ENDIAN);
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A NIfTI-2 file with an identity sform, its voxels and dimensions still to be set. */
    static ByteBuffer second(ByteOrder order, NiftiType type, int voxelBytes) {
        ByteBuffer file = ByteBuffer.allocate(544 + voxelBytes).order(order);
        file.putInt(0, 540);
        file.put(4, new byte[] {'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'});
        file.putShort(12, (short) type.code());
        file.putShort(14, (short) (8 * type.bytes()));
        file.putLong(168, 544);
        file.putInt(348, 1);
        for (int axis = 0; axis < 3; axis++) {
            file.putDouble(400 + 40 * axis, 1);
        }
        return file;
    }
}
