package io.mmdino.dicom.codec;

/** Decodes the scan of a lossless JPEG row by row: differences to predicted numbers. */
final class JpegLosslessScan {

    private static final int SOF_LOSSLESS = 0xC3;

    private final JpegHuffmanTables tables = new JpegHuffmanTables();
    private final FrameFormat format;
    private final JpegBytes in;
    private final JpegBits bits;
    private JpegHuffmanTables.Table table;
    private int precision;
    private int predictor;
    private int transform;
    private int restartRows;

    private JpegLosslessScan(JpegBytes in, FrameFormat format) {
        this.in = in;
        this.format = format;
        bits = new JpegBits(in);
    }

    /** Reads the markers before the coded data. */
    static JpegLosslessScan parse(byte[] packed, FrameFormat format) throws FrameException {
        JpegBytes in = new JpegBytes("lossless JPEG", packed);
        JpegLosslessScan scan = new JpegLosslessScan(in, format);
        in.segments(scan::segment);
        return scan;
    }

    private void segment(int marker, int end) throws FrameException {
        switch (marker) {
            case SOF_LOSSLESS -> precision = in.frame(format);
            case JpegHuffmanTables.SEGMENT -> tables.read(in, end);
            case JpegBytes.RESTART_INTERVAL -> interval(in.u16(), format.columns());
            case JpegBytes.START_OF_SCAN -> scan();
            default -> in.requireNoFrame(marker);
        }
    }

    /** Point transform: number of bits by which all numbers were shifted. */
    int transform() {
        return transform;
    }

    /** Begins a row. Returns whether it is predicted like the first row, as after a restart. */
    boolean startRow(int y) throws FrameException {
        boolean restart = restartRows > 0 && y > 0 && y % restartRows == 0;
        if (restart) {
            bits.restart(y / restartRows - 1);
        }
        return y == 0 || restart;
    }

    /** Decodes a row, predicted from the row above or, when {@code first}, from the left alone. */
    void row(int[] row, int[] above, boolean first) throws FrameException {
        for (int x = 0; x < row.length; x++) {
            int predicted;
            if (first) {
                predicted = x == 0 ? 1 << (precision - transform - 1) : row[x - 1];
            } else {
                predicted = x == 0 ? above[0] : predict(row[x - 1], above[x], above[x - 1]);
            }
            row[x] = (predicted + difference()) & 0xFFFF;
        }
    }

    private int predict(int left, int up, int corner) {
        return switch (predictor) {
            case 1 -> left;
            case 2 -> up;
            case 3 -> corner;
            case 4 -> left + up - corner;
            case 5 -> left + (up - corner >> 1);
            case 6 -> up + (left - corner >> 1);
            default -> left + up >> 1;
        };
    }

    private int difference() throws FrameException {
        int size = table.next(bits);
        if (size == 0) {
            return 0;
        }
        if (size == 16) {
            return 1 << 15;
        }
        return bits.signed(size);
    }

    private void interval(int samples, int columns) throws FrameException {
        if (samples % columns != 0) {
            throw in.corrupt("restarts after " + samples + " pixels, wanted whole rows");
        }
        restartRows = samples / columns;
    }

    private void scan() throws FrameException {
        int components = in.u8();
        in.u8(); // number of the component
        int number = in.u8() >> 4;
        predictor = in.u8();
        in.u8(); // end of the spectrum: 0
        transform = in.u8() & 15;
        if (components != 1 || predictor < 1 || predictor > 7 || precision == 0 || transform >= precision) {
            throw in.corrupt("a scan of " + components + " components, predictor " + predictor + ", transform "
                    + transform + ", precision " + precision);
        }
        table = tables.differences(in, number);
    }
}
