package io.mmdino.dicom;

import java.util.Arrays;

/** Decodes the scan of a lossless JPEG row by row: differences to predicted numbers. */
final class JpegLosslessScan {

    private static final int SOI = 0xD8;
    private static final int SOF_LOSSLESS = 0xC3;
    private static final int HUFFMAN_TABLES = 0xC4;
    private static final int SCAN = 0xDA;
    private static final int RESTART_INTERVAL = 0xDD;

    private final HuffmanTable[] tables = new HuffmanTable[4];
    private final JpegBits bits;
    private HuffmanTable table;
    private int precision;
    private int predictor;
    private int transform;
    private int restartRows;

    private JpegLosslessScan(byte[] packed) {
        bits = new JpegBits(packed);
    }

    /** Reads the markers before the coded data. */
    static JpegLosslessScan parse(byte[] packed, PixelFormat format) throws DicomException {
        JpegLosslessScan scan = new JpegLosslessScan(packed);
        JpegBits in = scan.bits;
        if (in.u8() != 0xFF || in.u8() != SOI) {
            throw corrupt("no start of an image");
        }
        int marker = in.marker();
        while (marker != SCAN) {
            int end = in.segmentEnd();
            switch (marker) {
                case SOF_LOSSLESS -> scan.frame(format);
                case HUFFMAN_TABLES -> scan.huffman(end);
                case RESTART_INTERVAL -> scan.interval(in.u16(), format.columns());
                default -> scan.checkOther(marker);
            }
            in.moveTo(end);
            marker = in.marker();
        }
        int end = in.segmentEnd();
        scan.scan();
        in.moveTo(end);
        return scan;
    }

    /** Point transform: number of bits by which all numbers were shifted. */
    int transform() {
        return transform;
    }

    /** Begins a row. Returns whether it is predicted like the first row, as after a restart. */
    boolean startRow(int y) throws DicomException {
        boolean restart = restartRows > 0 && y > 0 && y % restartRows == 0;
        if (restart) {
            bits.restart();
        }
        return y == 0 || restart;
    }

    /** Decodes a row, predicted from the row above or, when {@code first}, from the left alone. */
    void row(int[] row, int[] above, boolean first) throws DicomException {
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

    private int difference() throws DicomException {
        int size = table.next(bits);
        if (size == 0) {
            return 0;
        }
        if (size == 16) {
            return 1 << 15;
        }
        int value = bits.take(size);
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    private void frame(PixelFormat format) throws DicomException {
        precision = bits.u8();
        int rows = bits.u16();
        int columns = bits.u16();
        int components = bits.u8();
        if (rows != format.rows() || columns != format.columns() || components != 1) {
            throw corrupt("a frame of " + rows + " x " + columns + " pixels and " + components + " components, wanted "
                    + format.rows() + " x " + format.columns() + " and one");
        }
        if (precision < 2 || precision > Math.min(16, format.bitsAllocated())) {
            throw corrupt("numbers of " + precision + " bits in pixels of " + format.bitsAllocated());
        }
    }

    private void huffman(int end) throws DicomException {
        while (bits.position() < end) {
            int target = bits.u8();
            if (target > 3) {
                throw corrupt("a code table with number " + target + ", wanted 0 to 3");
            }
            tables[target] = HuffmanTable.read(bits);
        }
    }

    private void interval(int samples, int columns) throws DicomException {
        if (samples % columns != 0) {
            throw corrupt("restarts after " + samples + " pixels, wanted whole rows");
        }
        restartRows = samples / columns;
    }

    private void scan() throws DicomException {
        int components = bits.u8();
        bits.u8(); // number of the component
        int number = bits.u8() >> 4;
        predictor = bits.u8();
        bits.u8(); // end of the spectrum: 0
        transform = bits.u8() & 15;
        if (components != 1 || predictor < 1 || predictor > 7 || precision == 0 || transform >= precision) {
            throw corrupt("a scan of " + components + " components, predictor " + predictor + ", transform " + transform
                    + ", precision " + precision);
        }
        if (number > 3 || tables[number] == null) {
            throw corrupt("no code table with number " + number);
        }
        table = tables[number];
    }

    private void checkOther(int marker) throws DicomException {
        boolean otherFrame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC8 && marker != 0xCC;
        if (otherFrame || marker < 0xC0 || marker >= 0xD0 && marker <= 0xD9) {
            throw corrupt(String.format("marker FF%02X where a lossless frame was wanted", marker));
        }
    }

    static DicomException corrupt(String what) {
        return new DicomException("the lossless JPEG pixels are corrupt: " + what + "; export the file again");
    }

    /** Huffman codes of up to 16 bits, looked up by 16 bits. Source: ITU-T T.81 annex C. */
    private static final class HuffmanTable {

        private static final int LONGEST = 16;

        /** Length of the code in the upper byte, its value in the lower; 0 where there is no code. */
        private final short[] codes = new short[1 << LONGEST];

        private HuffmanTable() {}

        static HuffmanTable read(JpegBits in) throws DicomException {
            int[] counts = new int[LONGEST + 1];
            for (int length = 1; length <= LONGEST; length++) {
                counts[length] = in.u8();
            }
            HuffmanTable table = new HuffmanTable();
            int next = 0;
            for (int length = 1; length <= LONGEST; length++) {
                int span = 1 << (LONGEST - length);
                for (int i = 0; i < counts[length]; i++) {
                    int value = in.u8();
                    if (value > LONGEST || next + span > table.codes.length) {
                        throw JpegLosslessScan.corrupt("a code table that is none");
                    }
                    Arrays.fill(table.codes, next, next + span, (short) (length << 8 | value));
                    next += span;
                }
            }
            return table;
        }

        int next(JpegBits bits) throws DicomException {
            int code = codes[bits.peek16()];
            if (code == 0) {
                throw JpegLosslessScan.corrupt("a code that its table has not");
            }
            bits.take(code >> 8);
            return code & 0xFF;
        }
    }
}
