package io.mmdino.volume;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads NIfTI-1 and NIfTI-2 single files, plain or gzipped, of either byte order, into float32.
 *
 * <p>The header is checked before memory is allocated, and a gzip stream is read to its checksum. Voxels are inflated and
 * converted block by block, so that a block is converted while it is in the cache.
 */
public final class NiftiReader {

    /** Bytes of a block, which fits a core's second-level cache together with its converted voxels. */
    public static final int BLOCK = 1 << 17;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private NiftiReader() {}

    /**
     * Reads one volume from a file of unknown length. The stream is left open.
     *
     * @throws NiftiException when the file is not a volume within the limits; the message says why
     * @throws IOException when the storage fails
     */
    public static NiftiImage read(InputStream raw, NiftiLimits limits) throws IOException {
        return read(raw, UNKNOWN, limits);
    }

    /**
     * Reads one volume. A header that asks for more voxels than a file of {@code length} bytes can hold is refused before memory is
     * allocated. The stream is left open.
     *
     * @param length stored length of the file in bytes
     * @throws NiftiException when the file is not a volume within the limits; the message says why
     * @throws IOException when the storage fails
     */
    public static NiftiImage read(InputStream raw, long length, NiftiLimits limits) throws IOException {
        try (NiftiStream in = NiftiStream.open(raw)) {
            NiftiHeader header = header(in, limits);
            requireLength(header, in.maxUnpacked(length));
            byte[] block = new byte[BLOCK];
            skipTo(in, header.voxelOffset(), block);
            float[] voxels = new float[header.voxels()];
            int nonFinite = voxels(in, header, block, voxels);
            finish(in, limits.maxTrailingBytes(), block);
            Volume volume = new Volume(voxels, header.width(), header.height(), header.depth(), header.affine());
            return new NiftiImage(volume, header, nonFinite);
        }
    }

    private static NiftiHeader header(NiftiStream in, NiftiLimits limits) throws IOException {
        byte[] first = new byte[4];
        in.readFully(first, 4, "header", NiftiFields.BYTES_1);
        byte[] header = new byte[NiftiFields.length(first)];
        byte[] rest = new byte[header.length - 4];
        in.readFully(rest, rest.length, "header", header.length);
        System.arraycopy(first, 0, header, 0, 4);
        System.arraycopy(rest, 0, header, 4, rest.length);
        return NiftiHeader.checked(NiftiFields.parse(header), limits);
    }

    /** @param most largest possible length of the unpacked file in bytes */
    private static void requireLength(NiftiHeader header, long most) throws NiftiException {
        long wanted =
                header.voxelOffset() + (long) header.voxels() * header.type().bytes();
        if (wanted > most) {
            throw new NiftiException("the header asks for " + wanted + " bytes, and the file has at most " + most
                    + ": it is truncated, copy or export it again");
        }
    }

    private static void skipTo(NiftiStream in, long offset, byte[] block) throws IOException {
        while (in.position() < offset) {
            in.readFully(block, (int) Math.min(block.length, offset - in.position()), "extensions", offset);
        }
    }

    private static int voxels(NiftiStream in, NiftiHeader header, byte[] block, float[] out) throws IOException {
        int bytes = header.type().bytes();
        int most = block.length / bytes;
        long end = header.voxelOffset() + (long) out.length * bytes;
        VoxelDecoder decoder = new VoxelDecoder(header, Math.min(most, out.length));
        int nonFinite = 0;
        for (int at = 0; at < out.length; at += most) {
            int count = Math.min(most, out.length - at);
            in.readFully(block, count * bytes, "voxels", end);
            nonFinite += decoder.decode(block, count, out, at);
        }
        return nonFinite;
    }

    /** Reads the bytes after the voxels, because the gzip checksum is checked at the end of the stream only. */
    private static void finish(NiftiStream in, long limit, byte[] block) throws IOException {
        long end = in.position();
        while (in.read(block, block.length) > 0) {
            if (in.position() - end > limit) {
                throw new NiftiException(
                        "more than " + limit + " bytes follow the voxels: the header's dimensions do not fit the file");
            }
        }
    }

    /**
     * Content of a NIfTI file.
     *
     * @param volume voxels, scaled by the header's slope and intercept, in the file's orientation
     * @param header the checked header
     * @param nonFinite number of voxels that were NaN or infinite and are 0 in the volume
     */
    public record NiftiImage(Volume volume, NiftiHeader header, int nonFinite) {}
}
