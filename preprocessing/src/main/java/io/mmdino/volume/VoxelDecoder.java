package io.mmdino.volume;

import java.nio.ByteBuffer;

/**
 * Decodes blocks of stored voxels to float32. Buffer views copy and swap the bytes of a block in bulk, and scaling is skipped
 * where the header has none. Holds scratch memory and is not thread-safe.
 */
final class VoxelDecoder {

    private final NiftiHeader header;
    private final double slope;
    private final double inter;
    private final short[] shorts;
    private final int[] ints;
    private final long[] longs;
    private final double[] doubles;

    /** @param longest largest number of voxels of one block */
    VoxelDecoder(NiftiHeader header, int longest) {
        this.header = header;
        this.slope = header.slope();
        this.inter = header.inter();
        NiftiType type = header.type();
        boolean wideFloat = type == NiftiType.FLOAT64;
        shorts = new short[type.bytes() == 2 ? longest : 0];
        ints = new int[type.bytes() == 4 && !type.floating() ? longest : 0];
        longs = new long[type.bytes() == 8 && !wideFloat ? longest : 0];
        doubles = new double[wideFloat ? longest : 0];
    }

    /**
     * Decodes the first {@code count} voxels of a block to {@code out[at ...]}.
     *
     * @return number of voxels that were not finite and became 0
     */
    int decode(byte[] block, int count, float[] out, int at) {
        ByteBuffer in = ByteBuffer.wrap(block).order(header.order());
        switch (header.type()) {
            case INT8, UINT8 -> fromBytes(block, count, out, at);
            case INT16, UINT16 -> fromShorts(in, count, out, at);
            case INT32, UINT32 -> fromInts(in, count, out, at);
            case INT64, UINT64 -> fromLongs(in, count, out, at);
            case FLOAT32 -> in.asFloatBuffer().get(out, at, count);
            case FLOAT64 -> fromDoubles(in, count, out, at);
        }
        // Types of up to 16 bits and float32 are exact in float32; wider types were scaled before rounding.
        boolean exact = header.type().bytes() <= 2 || header.type() == NiftiType.FLOAT32;
        if (exact && header.scaled()) {
            for (int i = at; i < at + count; i++) {
                out[i] = (float) (out[i] * slope + inter);
            }
        }
        return header.type().floating() || header.scaled() ? zeroNonFinite(out, at, count) : 0;
    }

    private void fromBytes(byte[] block, int count, float[] out, int at) {
        int mask = header.type() == NiftiType.UINT8 ? 0xff : -1;
        for (int i = 0; i < count; i++) {
            out[at + i] = block[i] & mask;
        }
    }

    private void fromShorts(ByteBuffer in, int count, float[] out, int at) {
        in.asShortBuffer().get(shorts, 0, count);
        int mask = header.type() == NiftiType.UINT16 ? 0xffff : -1;
        short[] from = shorts;
        for (int i = 0; i < count; i++) {
            out[at + i] = from[i] & mask;
        }
    }

    private void fromInts(ByteBuffer in, int count, float[] out, int at) {
        in.asIntBuffer().get(ints, 0, count);
        long mask = header.type() == NiftiType.UINT32 ? 0xffffffffL : -1;
        for (int i = 0; i < count; i++) {
            out[at + i] = (float) ((ints[i] & mask) * slope + inter);
        }
    }

    private void fromLongs(ByteBuffer in, int count, float[] out, int at) {
        in.asLongBuffer().get(longs, 0, count);
        boolean unsigned = header.type() == NiftiType.UINT64;
        for (int i = 0; i < count; i++) {
            long stored = longs[i];
            // Halved to fit a signed long, with the lowest bit kept for rounding.
            double value = unsigned && stored < 0 ? ((stored >>> 1) | (stored & 1)) * 2.0 : stored;
            out[at + i] = (float) (value * slope + inter);
        }
    }

    private void fromDoubles(ByteBuffer in, int count, float[] out, int at) {
        in.asDoubleBuffer().get(doubles, 0, count);
        for (int i = 0; i < count; i++) {
            out[at + i] = (float) (doubles[i] * slope + inter);
        }
    }

    private static int zeroNonFinite(float[] out, int at, int count) {
        int zeroed = 0;
        for (int i = at; i < at + count; i++) {
            if (!(Math.abs(out[i]) <= Float.MAX_VALUE)) {
                out[i] = 0;
                zeroed++;
            }
        }
        return zeroed;
    }
}
