package io.mmdino.ingest;

import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** A good NIfTI-1 file of a small head, and ways to spoil it. */
final class BrokenNifti {

    static final int VOXEL_OFFSET = 352;

    private BrokenNifti() {}

    static byte[] plain() throws IOException {
        return file(SmallCohort.volume("t1", false), NiftiType.INT16);
    }

    static byte[] packed() throws IOException {
        return gzip(plain());
    }

    /** With fields changed, packed. */
    static byte[] with(Consumer<ByteBuffer> change) throws IOException {
        return gzip(header(change, plain()));
    }

    /** As above, without any voxel. */
    static byte[] headerWith(Consumer<ByteBuffer> change) throws IOException {
        return gzip(Arrays.copyOf(header(change, plain()), VOXEL_OFFSET));
    }

    private static byte[] header(Consumer<ByteBuffer> change, byte[] file) {
        change.accept(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        return file;
    }

    static Consumer<ByteBuffer> sides(int... sides) {
        return header -> {
            for (int axis = 0; axis < sides.length; axis++) {
                header.putShort(42 + 2 * axis, (short) sides[axis]);
            }
        };
    }

    /** The spacing in place of an affine. */
    static Consumer<ByteBuffer> spacing(float edge) {
        return header -> {
            header.putShort(252, (short) 0).putShort(254, (short) 0);
            for (int axis = 0; axis < 3; axis++) {
                header.putFloat(80 + 4 * axis, edge);
            }
        };
    }

    /** All twelve numbers of the affine. */
    static Consumer<ByteBuffer> affine(float number) {
        return header -> {
            header.putShort(254, (short) 1);
            for (int at = 280; at < 328; at += 4) {
                header.putFloat(at, number);
            }
        };
    }

    static Consumer<ByteBuffer> magic(String magic) {
        return header -> header.put(344, magic.getBytes());
    }

    /** Float voxels, every n-th not a number and the next one infinite. */
    static byte[] notNumbers(int every) throws IOException {
        Volume head = SmallCohort.volume("t1", false);
        for (int i = 0; i < head.voxels().length; i += every) {
            head.voxels()[i] = Float.NaN;
        }
        if (every > 1) {
            head.voxels()[1] = Float.POSITIVE_INFINITY;
        }
        return gzip(file(head, NiftiType.FLOAT32));
    }

    /** A good volume with 64 MiB of zeros behind. */
    static byte[] bomb() throws IOException {
        byte[] file = plain();
        return gzip(Arrays.copyOf(file, file.length + (64 << 20)));
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] file(Volume volume, NiftiType type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NiftiWriter.write(out, volume, type, false);
        return out.toByteArray();
    }
}
