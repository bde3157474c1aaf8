package io.mmdino.volume;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes volumes as NIfTI-1 single files. Equal volumes give equal bytes: files hold no time, name or host.
 *
 * @param type UINT8, INT16 or FLOAT32; integers are rounded to even and must hold every voxel
 * @param order byte order of header and voxels
 * @param gzip whether to compress, at the fastest level, since higher levels gain little on images
 */
public record NiftiWriter(NiftiType type, ByteOrder order, boolean gzip) {

    private static final int DATA = 352;
    private static final int BLOCK_VOXELS = 1 << 15;
    private static final short ALIGNED = 2;
    private static final byte MILLIMETRES = 2;

    public NiftiWriter {
        if (type != NiftiType.UINT8 && type != NiftiType.INT16 && type != NiftiType.FLOAT32) {
            throw new IllegalArgumentException("type " + type + " is not written, wanted UINT8, INT16 or FLOAT32");
        }
    }

    /** Writes in little-endian order; see {@link #write(OutputStream, Volume)}. */
    public static void write(OutputStream out, Volume volume, NiftiType type, boolean gzip) throws IOException {
        new NiftiWriter(type, ByteOrder.LITTLE_ENDIAN, gzip).write(out, volume);
    }

    /**
     * Writes one volume and flushes. The stream is left open.
     *
     * @throws IllegalArgumentException when an axis is too long for NIfTI-1 or a voxel does not fit the type
     */
    public void write(OutputStream out, Volume volume) throws IOException {
        if (!gzip) {
            writePlain(out, volume);
            out.flush();
            return;
        }
        FastGzip packed = new FastGzip(out);
        try {
            writePlain(packed, volume);
            packed.finish();
        } finally {
            packed.release();
        }
        out.flush();
    }

    private void writePlain(OutputStream out, Volume volume) throws IOException {
        out.write(header(volume));
        float[] voxels = volume.voxels();
        ByteBuffer block = ByteBuffer.allocate(BLOCK_VOXELS * type.bytes()).order(order);
        for (int at = 0; at < voxels.length; at += BLOCK_VOXELS) {
            int count = Math.min(BLOCK_VOXELS, voxels.length - at);
            block.clear();
            encode(voxels, at, count, block);
            out.write(block.array(), 0, count * type.bytes());
        }
    }

    private void encode(float[] voxels, int at, int count, ByteBuffer block) {
        for (int i = at; i < at + count; i++) {
            switch (type) {
                case UINT8 -> block.put((byte) whole(voxels[i], 0, 255));
                case INT16 -> block.putShort((short) whole(voxels[i], Short.MIN_VALUE, Short.MAX_VALUE));
                default -> block.putFloat(voxels[i]);
            }
        }
    }

    private int whole(float voxel, int least, int most) {
        double rounded = Math.rint(voxel);
        if (!(rounded >= least && rounded <= most)) {
            throw new IllegalArgumentException(
                    "voxel " + voxel + " does not fit " + type + ", wanted " + least + " to " + most);
        }
        return (int) rounded;
    }

    private byte[] header(Volume volume) {
        ByteBuffer head = ByteBuffer.allocate(DATA).order(order);
        head.putInt(0, NiftiFields.BYTES_1);
        int[] shape = {volume.width(), volume.height(), volume.depth()};
        head.putShort(40, (short) 3);
        head.putFloat(76, 1);
        for (int axis = 0; axis < 7; axis++) {
            head.putShort(42 + 2 * axis, axis < 3 ? side(shape[axis]) : 1);
            head.putFloat(80 + 4 * axis, axis < 3 ? (float) volume.spacing(axis) : 1);
        }
        head.putShort(70, (short) type.code());
        head.putShort(72, (short) (8 * type.bytes()));
        head.putFloat(108, DATA);
        head.putFloat(112, 1);
        head.put(123, MILLIMETRES);
        head.putShort(254, ALIGNED);
        for (int i = 0; i < 12; i++) {
            head.putFloat(280 + 4 * i, (float) volume.affine()[i]);
        }
        head.put(344, "n+1".getBytes(StandardCharsets.US_ASCII));
        return head.array();
    }

    private static short side(int voxels) {
        if (voxels > Short.MAX_VALUE) {
            throw new IllegalArgumentException(voxels + " voxels along an axis, wanted at most " + Short.MAX_VALUE);
        }
        return (short) voxels;
    }

    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }

        void release() {
            def.end();
        }
    }
}
