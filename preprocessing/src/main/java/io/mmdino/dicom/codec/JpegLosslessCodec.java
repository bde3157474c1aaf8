package io.mmdino.dicom.codec;

/**
 * Lossless JPEG with Huffman codes: one component, 2 to 16 bits, any predictor, point transform and restarts. Source: ITU-T T.81,
 * annexes B, C, F and H (process 14).
 */
public final class JpegLosslessCodec implements FrameCodec {

    @Override
    public void unpack(byte[] packed, FrameFormat format, byte[] raw) throws FrameException {
        JpegLosslessScan scan = JpegLosslessScan.parse(packed, format);
        int columns = format.columns();
        int[] above = new int[columns];
        int[] row = new int[columns];
        int[] numbers = new int[columns];
        for (int y = 0; y < format.rows(); y++) {
            boolean first = scan.startRow(y);
            scan.row(row, above, first);
            for (int x = 0; x < columns; x++) {
                numbers[x] = row[x] << scan.transform();
            }
            format.store(numbers, 0, y, raw);
            int[] held = above;
            above = row;
            row = held;
        }
    }
}
