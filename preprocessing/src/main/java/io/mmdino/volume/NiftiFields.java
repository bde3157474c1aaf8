package io.mmdino.volume;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Unchecked fields of a header. Source of their offsets: nifti1.h and nifti2.h.
 *
 * @param version 1 or 2
 * @param dim number of axes, then their lengths, [8]
 * @param pixdim qfac, then spacing, [8]
 * @param quaternion b, c, d, then the offsets x, y, z, [6]
 * @param srows rows of the sform, [12]
 * @param lengthUnit code of the unit of lengths: 0 unknown, 1 metre, 2 millimetre, 3 micrometre
 */
record NiftiFields(
        int version,
        ByteOrder order,
        long[] dim,
        int datatype,
        double[] pixdim,
        double voxelOffset,
        double slope,
        double inter,
        int qformCode,
        int sformCode,
        double[] quaternion,
        double[] srows,
        int lengthUnit) {

    private static final int LENGTH_BITS = 7;

    static final int BYTES_1 = 348;
    static final int BYTES_2 = 540;

    /** Length of the header that begins with these four bytes. */
    static int length(byte[] first) throws NiftiException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            int size = ByteBuffer.wrap(first).order(order).getInt(0);
            if (size == BYTES_1 || size == BYTES_2) {
                return size;
            }
        }
        String other = other(first);
        if (!other.isEmpty()) {
            throw new NiftiException("not a NIfTI file: " + other);
        }
        throw new NiftiException("not a NIfTI file: it begins with sizeof_hdr "
                + Integer.toUnsignedString(ByteBuffer.wrap(first).getInt(0))
                + ", wanted 348 (NIfTI-1) or 540 (NIfTI-2)");
    }

    /** What a file with these four first bytes is, where that is known, and what to do; empty otherwise. */
    private static String other(byte[] first) {
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (text.startsWith("../") || text.startsWith("./.") || text.startsWith(".git") || text.startsWith("/ann")) {
            return "it is the text of a broken link of git-annex, whose content was not fetched; fetch it (datalad get,"
                    + " git annex get)";
        }
        if (text.equals("vers")) {
            return "it is the pointer of Git LFS, whose content was not fetched; fetch it (git lfs pull)";
        }
        if (text.startsWith("<")) {
            return "it is a web page or XML; download the image again";
        }
        if (text.startsWith("\u001F\u008B")) {
            return "it is gzipped more than once; unpack it once";
        }
        boolean packed = text.startsWith("PK") || text.startsWith("BZh") || text.startsWith("\u00FD7zX");
        return packed ? "it is packed by another program than gzip; unpack it" : "";
    }

    /** Reads a whole header, 348 or 540 bytes. */
    static NiftiFields parse(byte[] header) throws NiftiException {
        ByteBuffer in = ByteBuffer.wrap(header);
        if (in.getInt(0) != header.length) {
            in.order(ByteOrder.LITTLE_ENDIAN);
        }
        return header.length == BYTES_2 ? second(in) : first(in);
    }

    private static NiftiFields first(ByteBuffer in) throws NiftiException {
        requireMagic(in, 344, "n+1");
        long[] dim = new long[8];
        for (int axis = 0; axis < 8; axis++) {
            dim[axis] = in.getShort(40 + 2 * axis);
        }
        return new NiftiFields(
                1,
                in.order(),
                dim,
                in.getShort(70),
                floats(in, 76, 8),
                in.getFloat(108),
                in.getFloat(112),
                in.getFloat(116),
                in.getShort(252),
                in.getShort(254),
                floats(in, 256, 6),
                floats(in, 280, 12),
                in.get(123) & LENGTH_BITS);
    }

    private static NiftiFields second(ByteBuffer in) throws NiftiException {
        requireMagic(in, 4, "n+2");
        long[] dim = new long[8];
        for (int axis = 0; axis < 8; axis++) {
            dim[axis] = in.getLong(16 + 8 * axis);
        }
        return new NiftiFields(
                2,
                in.order(),
                dim,
                in.getShort(12),
                doubles(in, 104, 8),
                in.getLong(168),
                in.getDouble(176),
                in.getDouble(184),
                in.getInt(344),
                in.getInt(348),
                doubles(in, 352, 6),
                doubles(in, 400, 12),
                in.getInt(500) & LENGTH_BITS);
    }

    private static void requireMagic(ByteBuffer in, int at, String wanted) throws NiftiException {
        String found = new String(in.array(), at, 3, StandardCharsets.ISO_8859_1);
        if (found.equals(wanted)) {
            return;
        }
        if (found.startsWith("ni")) {
            throw new NiftiException("the header belongs to a .hdr/.img pair (magic ni" + wanted.charAt(2)
                    + "), wanted a single .nii file: join the pair");
        }
        throw new NiftiException("the header has no NIfTI magic, wanted " + wanted + " at byte " + at
                + ": Analyze 7.5 files have no orientation, convert them to NIfTI");
    }

    private static double[] floats(ByteBuffer in, int at, int count) {
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = in.getFloat(at + 4 * i);
        }
        return out;
    }

    private static double[] doubles(ByteBuffer in, int at, int count) {
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = in.getDouble(at + 8 * i);
        }
        return out;
    }
}
