package io.mmdino.dicom;

import io.mmdino.dicom.PackedFrames.FrameCodec;

/**
 * Lossless JPEG with Huffman codes: one component, 2 to 16 bits, any predictor, point transform and restarts. Source: ITU-T T.81,
 * annexes B, C, F and H (process 14).
 */
final class JpegLosslessCodec implements FrameCodec {

    @Override
    public void unpack(byte[] packed, PixelFormat format, byte[] raw) throws DicomException {
        JpegLosslessScan scan = JpegLosslessScan.parse(packed, format);
        int columns = format.columns();
        int[] above = new int[columns];
        int[] row = new int[columns];
        for (int y = 0; y < format.rows(); y++) {
            boolean first = scan.startRow(y);
            scan.row(row, above, first);
            store(row, scan.transform(), raw, y * columns, format.bitsAllocated() / 8);
            int[] held = above;
            above = row;
            row = held;
        }
    }

    private static void store(int[] row, int transform, byte[] raw, int from, int bytes) {
        for (int x = 0; x < row.length; x++) {
            int value = row[x] << transform;
            int at = (from + x) * bytes;
            for (int b = 0; b < bytes; b++) {
                raw[at + b] = (byte) (value >> 8 * b);
            }
        }
    }
}
