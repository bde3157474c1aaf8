package io.mmdino.dicom.codec;

import java.util.Arrays;

/**
 * Decodes a grey JPEG of 8 or 12 bits: sequential, Huffman codes, restarts, quantisation tables of 8 or 16 bits. Progressive,
 * arithmetic, hierarchical and lossless frames are refused by name.
 *
 * <p>Source: ITU-T T.81, annexes A, B, C and F (baseline and extended sequential process).
 */
final class JpegDctScan {

    private static final int SOF_BASELINE = 0xC0;
    private static final int SOF_EXTENDED = 0xC1;
    private static final int QUANTISATION = 0xDB;

    private static final int SIDE = 8;
    private static final int COEFFICIENTS = 64;
    private static final int TABLES = 4;
    /** Run of 16 zeros that no coefficient ends. */
    private static final int ZEROS = 0xF0;

    /** Place in a block, row by row, of the coefficients in the order of their codes. Source: T.81 figure A.6. */
    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private final JpegHuffmanTables tables = new JpegHuffmanTables();
    private final int[][] steps = new int[TABLES][];
    private final FrameFormat format;
    private final JpegBytes in;
    private final JpegBits bits;
    private JpegHuffmanTables.Table differences;
    private JpegHuffmanTables.Table coefficients;
    private int precision;
    private int stepsNumber;
    /** Blocks between restarts; 0 for none. */
    private int interval;

    private int blocks;
    /** Mean of the last block, quantised. */
    private int mean;

    private JpegDctScan(JpegBytes in, FrameFormat format) {
        this.in = in;
        this.format = format;
        bits = new JpegBits(in);
    }

    /** Reads the markers before the coded data. */
    static JpegDctScan parse(byte[] packed, FrameFormat format) throws FrameException {
        JpegBytes in = new JpegBytes("JPEG", packed);
        JpegDctScan scan = new JpegDctScan(in, format);
        in.segments(scan::segment);
        return scan;
    }

    /** Decodes the frame. */
    void read(byte[] raw) throws FrameException {
        int across = (format.columns() + SIDE - 1) / SIDE;
        int[][] rows = new int[SIDE][across * SIDE];
        double[] block = new double[COEFFICIENTS];
        InverseDct transform = new InverseDct(precision);
        for (int top = 0; top < format.rows(); top += SIDE) {
            for (int left = 0; left < across * SIDE; left += SIDE) {
                block(block);
                transform.store(block, rows, left);
            }
            for (int y = top; y < Math.min(top + SIDE, format.rows()); y++) {
                format.storeLossy(rows[y - top], 0, y, precision, raw);
            }
        }
        bits.end();
    }

    /** Decodes the next block to dequantised coefficients. */
    private void block(double[] block) throws FrameException {
        if (interval > 0 && blocks > 0 && blocks % interval == 0) {
            bits.restart(blocks / interval - 1);
            mean = 0;
        }
        blocks++;
        Arrays.fill(block, 0);
        int[] step = steps[stepsNumber];
        mean += number(differences.next(bits), precision + 3);
        if (Math.abs(mean) > 1 << (precision + 3)) {
            throw in.corrupt("a block with mean " + mean + ", quantised");
        }
        block[0] = mean * (double) step[0];
        int code = coefficients.next(bits);
        for (int k = 1; code != 0; k++) {
            k += code >> 4;
            if (k >= COEFFICIENTS || (code & 15) == 0 && code != ZEROS) {
                throw in.corrupt("a block of more than " + COEFFICIENTS + " coefficients or a run that is none");
            }
            block[ZIGZAG[k]] = number(code & 15, precision + 2) * (double) step[k];
            code = k == COEFFICIENTS - 1 ? 0 : coefficients.next(bits);
        }
    }

    /** Reads a number of this size in bits. */
    private int number(int size, int most) throws FrameException {
        if (size > most) {
            throw in.corrupt("a coefficient of " + size + " bits, wanted at most " + most);
        }
        return size == 0 ? 0 : bits.signed(size);
    }

    private void segment(int marker, int end) throws FrameException {
        switch (marker) {
            case SOF_BASELINE, SOF_EXTENDED -> frame();
            case JpegHuffmanTables.SEGMENT -> tables.read(in, end);
            case QUANTISATION -> quantisation(end);
            case JpegBytes.RESTART_INTERVAL -> interval = in.u16();
            case JpegBytes.START_OF_SCAN -> scan();
            default -> requireSequential(marker);
        }
    }

    private void frame() throws FrameException {
        precision = in.frame(format);
        if (precision != 8 && precision != 12) {
            throw in.corrupt("numbers of " + precision + " bits, wanted 8 or 12");
        }
        in.u8(); // number of the component
        in.u8(); // sampling, which means nothing for a single component
        stepsNumber = in.u8();
    }

    private void quantisation(int end) throws FrameException {
        while (in.position() < end) {
            int target = in.u8();
            if (target >> 4 > 1 || (target & 15) >= TABLES) {
                throw in.corrupt("a quantisation table with number " + target + ", wanted 0 to 3 or 16 to 19");
            }
            int[] step = new int[COEFFICIENTS];
            for (int k = 0; k < COEFFICIENTS; k++) {
                step[k] = target >> 4 == 0 ? in.u8() : in.u16();
            }
            steps[target & 15] = step;
        }
    }

    private void scan() throws FrameException {
        int components = in.u8();
        in.u8(); // number of the component
        int numbers = in.u8();
        int first = in.u8();
        int last = in.u8();
        int shifts = in.u8();
        if (components != 1 || precision == 0 || first != 0 || last != COEFFICIENTS - 1 || shifts != 0) {
            throw in.corrupt("a scan of " + components + " components, coefficients " + first + " to " + last
                    + ", precision " + precision);
        }
        if (stepsNumber >= TABLES || steps[stepsNumber] == null) {
            throw in.corrupt("no quantisation table with number " + stepsNumber);
        }
        differences = tables.differences(in, numbers >> 4);
        coefficients = tables.coefficients(in, numbers & 15);
    }

    private void requireSequential(int marker) throws FrameException {
        switch (marker) {
            case 0xC2 -> throw in.refused("progressive coding of numbers in " + format.bitsAllocated() + " bits");
            case 0xC3 -> throw in.refused("lossless coding, which has transfer syntaxes of its own,");
            case 0xC5, 0xC6, 0xC7 -> throw in.refused("hierarchical coding");
            case 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF -> throw in.refused("arithmetic coding");
            default -> in.requireNoFrame(marker);
        }
    }
}
