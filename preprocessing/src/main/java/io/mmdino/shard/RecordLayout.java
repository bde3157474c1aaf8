package io.mmdino.shard;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A window as a record of fixed length, little-endian: height (int), width (int), present (long, bit m for sequence m), the
 * window (float16, [M, W, W]), the foreground (bytes, [W, W]), padding to a multiple of 8, checksum (int).
 *
 * <p>The checksum is the CRC-32C of the record's number (int) and of all its bytes before the checksum, so a record at another's
 * place is noticed as well.
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
        long bytes = FIXED + (2L * sequences.size() + 1) * pixels() + Integer.BYTES;
        return Math.toIntExact(bytes + 7 & ~7L);
    }

    /**
     * Writes a record with its checksum.
     *
     * @param number of the record in the cache
     * @param out a buffer of {@link #recordBytes()} bytes, little-endian; ready for reading afterwards
     */
    void encode(SliceRecord record, int number, ByteBuffer out) {
        out.clear();
        out.putInt(record.height()).putInt(record.width()).putLong(presentBits(record.present()));
        out.put(record.window()).put(record.foreground());
        while (out.position() < recordBytes() - Integer.BYTES) {
            out.put((byte) 0);
        }
        out.putInt(checksum(out, number)).flip();
    }

    /**
     * Reads a record.
     *
     * @param in a buffer of its own over {@link #recordBytes()} bytes, little-endian
     * @param number of the record in the cache
     * @return empty when the checksum is wrong
     */
    Optional<Window> decode(ByteBuffer in, int number) {
        if (in.getInt(recordBytes() - Integer.BYTES) != checksum(in, number)) {
            return Optional.empty();
        }
        int height = in.getInt();
        int width = in.getInt();
        boolean[] present = present(in.getLong());
        byte[] halves = new byte[2 * sequences.size() * pixels()];
        in.get(halves);
        byte[] foreground = new byte[pixels()];
        in.get(foreground);
        float[] voxels = new float[halves.length / 2];
        Float16.decode(halves, 0, voxels);
        return Optional.of(new Window(voxels, present, foreground, side, height, width));
    }

    private int checksum(ByteBuffer record, int number) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
        sum.update(record.duplicate().clear().limit(recordBytes() - Integer.BYTES));
        return (int) sum.getValue();
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
