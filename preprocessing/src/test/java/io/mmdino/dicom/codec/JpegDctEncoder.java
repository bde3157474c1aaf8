package io.mmdino.dicom.codec;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes grey JPEG, sequential, by sums of cosines as in T.81 section A.3.3, with fixed code tables: sizes of differences have codes
 * of 5 bits, runs and sizes of coefficients have codes of 9.
 *
 * @param precision 8 or 12
 * @param step quantisation of all coefficients; above 255 in a table of 16 bits
 * @param restartBlocks blocks between restarts; 0 for none
 */
record JpegDctEncoder(int precision, int step, int restartBlocks) {

    private static final int[] ZIGZAG = zigzag();
    private static final List<Integer> RUNS_AND_SIZES = runsAndSizes();

    /** An encoder that quantises by 1. */
    static JpegDctEncoder fine(int precision) {
        return new JpegDctEncoder(precision, 1, 0);
    }

    byte[] encode(int[] numbers, int columns) {
        int rows = numbers.length / columns;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 0xFF, 0xD8, 0xFF, 0xFE, 0, 6, 'm', 'a', 'd', 'e');
        quantisation(out);
        put(out, 0xFF, 0xC1, 0, 11, precision, rows >> 8, rows, columns >> 8, columns, 1, 1, 0x22, 2);
        codes(out);
        if (restartBlocks > 0) {
            put(out, 0xFF, 0xDD, 0, 4, restartBlocks >> 8, restartBlocks);
        }
        put(out, 0xFF, 0xDA, 0, 8, 1, 1, 0x31, 0, 63, 0);
        scan(out, numbers, columns, rows);
        put(out, 0xFF, 0xD9);
        return out.toByteArray();
    }

    private void quantisation(ByteArrayOutputStream out) {
        boolean wide = step > 255;
        put(out, 0xFF, 0xDB, 0, wide ? 131 : 67, wide ? 0x12 : 2);
        for (int k = 0; k < 64; k++) {
            if (wide) {
                out.write(step >> 8);
            }
            out.write(step);
        }
    }

    /** Writes table 3 of differences and table 1 of coefficients. */
    private static void codes(ByteArrayOutputStream out) {
        put(out, 0xFF, 0xC4, 0, 2 + 17 + 16, 3, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (int size = 0; size < 16; size++) {
            out.write(size);
        }
        int count = RUNS_AND_SIZES.size();
        put(out, 0xFF, 0xC4, 0, 2 + 17 + count, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, count, 0, 0, 0, 0, 0, 0, 0);
        RUNS_AND_SIZES.forEach(out::write);
    }

    private void scan(ByteArrayOutputStream out, int[] numbers, int columns, int rows) {
        CodedBits bits = CodedBits.jpeg(out);
        int blocks = 0;
        int mean = 0;
        for (int top = 0; top < rows; top += 8) {
            for (int left = 0; left < columns; left += 8) {
                if (restartBlocks > 0 && blocks > 0 && blocks % restartBlocks == 0) {
                    bits.flush();
                    put(out, 0xFF, 0xD0 + (blocks / restartBlocks - 1) % 8);
                    mean = 0;
                }
                int[] block = quantised(numbers, columns, rows, top, left);
                int size = size(block[0] - mean);
                bits.put(size, 5);
                bits.signed(block[0] - mean, size);
                mean = block[0];
                coefficients(bits, block);
                blocks++;
            }
        }
        bits.flush();
    }

    private static void coefficients(CodedBits bits, int[] block) {
        int run = 0;
        for (int k = 1; k < 64; k++) {
            int value = block[ZIGZAG[k]];
            if (value == 0) {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) {
                bits.put(RUNS_AND_SIZES.indexOf(0xF0), 9);
            }
            int size = size(value);
            bits.put(RUNS_AND_SIZES.indexOf(run << 4 | size), 9);
            bits.signed(value, size);
            run = 0;
        }
        if (run > 0) {
            bits.put(RUNS_AND_SIZES.indexOf(0), 9);
        }
    }

    /** Coefficients of a block by vertical, then horizontal frequency; pixels beyond the frame repeat its edge. */
    private int[] quantised(int[] numbers, int columns, int rows, int top, int left) {
        int[] block = new int[64];
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                double sum = 0;
                for (int y = 0; y < 8; y++) {
                    for (int x = 0; x < 8; x++) {
                        int at = Math.min(rows - 1, top + y) * columns + Math.min(columns - 1, left + x);
                        sum += (numbers[at] - (1 << (precision - 1)))
                                * Math.cos((2 * x + 1) * u * Math.PI / 16)
                                * Math.cos((2 * y + 1) * v * Math.PI / 16);
                    }
                }
                double scale = (u == 0 ? Math.sqrt(0.5) : 1) * (v == 0 ? Math.sqrt(0.5) : 1) / 4;
                block[8 * v + u] = (int) Math.round(scale * sum / step);
            }
        }
        return block;
    }

    private static int size(int value) {
        return 32 - Integer.numberOfLeadingZeros(Math.abs(value));
    }

    private static List<Integer> runsAndSizes() {
        List<Integer> values = new ArrayList<>(List.of(0, 0xF0));
        for (int run = 0; run < 16; run++) {
            for (int size = 1; size < 15; size++) {
                values.add(run << 4 | size);
            }
        }
        return List.copyOf(values);
    }

    /** Walks the diagonals of a block, up and down in turn. */
    private static int[] zigzag() {
        int[] order = new int[64];
        int k = 0;
        for (int diagonal = 0; diagonal < 15; diagonal++) {
            for (int i = 0; i <= diagonal; i++) {
                int y = diagonal % 2 == 0 ? diagonal - i : i;
                int x = diagonal - y;
                if (x < 8 && y < 8) {
                    order[k++] = 8 * y + x;
                }
            }
        }
        return order;
    }

    private static void put(ByteArrayOutputStream out, int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
    }
}
