package io.mmdino.dicom.codec;

/**
 * JPEG-LS, lossless and near-lossless: one component, 2 to 16 bits, presets and restarts. Source: ISO/IEC 14495-1 (ITU-T T.87).
 */
public final class JpegLsCodec implements FrameCodec {

    @Override
    public void unpack(byte[] packed, FrameFormat format, byte[] raw) throws FrameException {
        JpegBytes in = new JpegBytes("JPEG-LS", packed);
        JpegLsHeader header = JpegLsHeader.parse(in, format);
        JpegLsBits bits = new JpegLsBits(in);
        JpegLsScan scan = new JpegLsScan(in, bits, header.parameters(), format.columns());
        for (int y = 0; y < format.rows(); y++) {
            if (header.restart(y)) {
                bits.restart(header.interval(y));
                scan = new JpegLsScan(in, bits, header.parameters(), format.columns());
            }
            store(scan.nextRow(), header, format, y, raw);
        }
        bits.end();
    }

    private static void store(int[] row, JpegLsHeader header, FrameFormat format, int y, byte[] raw) {
        if (header.parameters().near() == 0) {
            format.store(row, 1, y, raw);
        } else {
            format.storeLossy(row.clone(), 1, y, header.precision(), raw); // the next row is predicted from this one
        }
    }
}
