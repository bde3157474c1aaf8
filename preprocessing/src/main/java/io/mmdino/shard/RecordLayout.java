package io.mmdino.shard;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A window as a record of fixed length, little-endian: height (int), width (int), present (long, bit m for sequence m), the
 * window (float16, [M, W, W]), the foreground (bytes, [W, W]), padded to a multiple of 8.
 *
 * @param sequences M names
 * @param side W
 */
record RecordLayout(List<String> sequences, int side) {

    private static final int FIXED = 16;

    RecordLayout {
        if (sequences.isEmpty() || sequences.size() > Long.SIZE) {
            throw new IllegalArgumentException(sequences.size() + " sequences, wanted 1 to " + Long.SIZE);
        }
        if (side < 1 || side > 2048) {
            throw new IllegalArgumentException("a window side of " + side + " pixels, wanted 1 to 2048");
        }
    }

    private int pixels() {
        return side * side;
    }

    int recordBytes() {
        long bytes = FIXED + (2L * sequences.size() + 1) * pixels();
        return Math.toIntExact(bytes + 7 & ~7L);
    }

    void encode(SliceRecord record, ByteBuffer out) {
        out.clear();
        out.putInt(record.height()).putInt(record.width()).putLong(presentBits(record.present()));
        out.put(record.window()).put(record.foreground());
        while (out.hasRemaining()) {
            out.put((byte) 0);
        }
        out.flip();
    }

    /** @param in a buffer of its own over {@link #recordBytes()} bytes, little-endian */
    Window decode(ByteBuffer in) {
        int height = in.getInt();
        int width = in.getInt();
        boolean[] present = present(in.getLong());
        byte[] halves = new byte[2 * sequences.size() * pixels()];
        in.get(halves);
        byte[] foreground = new byte[pixels()];
        in.get(foreground);
        float[] voxels = new float[halves.length / 2];
        Float16.decode(halves, 0, voxels);
        return new Window(voxels, present, foreground, side, height, width);
    }

    boolean[] present(List<String> names) {
        return present(presentBits(names));
    }

    private long presentBits(List<String> names) {
        long bits = 0;
        for (int m = 0; m < sequences.size(); m++) {
            bits |= names.contains(sequences.get(m)) ? 1L << m : 0;
        }
        return bits;
    }

    private boolean[] present(long bits) {
        boolean[] present = new boolean[sequences.size()];
        for (int m = 0; m < present.length; m++) {
            present[m] = (bits >>> m & 1) != 0;
        }
        return present;
    }
}
