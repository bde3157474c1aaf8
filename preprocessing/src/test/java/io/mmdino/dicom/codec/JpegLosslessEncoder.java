package io.mmdino.dicom.codec;

import java.io.ByteArrayOutputStream;

/**
 * Lossless JPEG with a fixed code table: sizes 0 to 16 have codes of five bits each.
 *
 * @param predictor 1 to 7
 * @param transform bits by which numbers are shifted
 * @param restartRows rows between restarts; 0 for none
 */
record JpegLosslessEncoder(int predictor, int transform, int restartRows) {

    byte[] encode(int[] numbers, int columns, int precision) {
        int rows = numbers.length / columns;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 0xFF, 0xD8, 0xFF, 0xC4, 0, 2 + 17 + 17, 0, 0, 0, 0, 0, 17);
        put(out, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (int size = 0; size <= 16; size++) {
            out.write(size);
        }
        put(out, 0xFF, 0xC3, 0, 11, precision, rows >> 8, rows, columns >> 8, columns, 1, 1, 0x11, 0);
        if (restartRows > 0) {
            put(out, 0xFF, 0xDD, 0, 4, restartRows * columns >> 8, restartRows * columns);
        }
        put(out, 0xFF, 0xDA, 0, 8, 1, 1, 0, predictor, 0, transform);
        scan(out, numbers, columns, precision);
        put(out, 0xFF, 0xD9);
        return out.toByteArray();
    }

    private void scan(ByteArrayOutputStream out, int[] numbers, int columns, int precision) {
        CodedBits bits = CodedBits.jpeg(out);
        boolean first = true;
        for (int i = 0; i < numbers.length; i++) {
            int row = i / columns;
            if (i % columns == 0) {
                first = row == 0;
                if (restartRows > 0 && row > 0 && row % restartRows == 0) {
                    bits.flush();
                    put(out, 0xFF, 0xD0 + (row / restartRows - 1) % 8);
                    first = true;
                }
            }
            int predicted = predicted(numbers, i, columns, first, precision);
            difference(bits, (short) ((numbers[i] >> transform) - predicted));
        }
        bits.flush();
    }

    private int predicted(int[] numbers, int i, int columns, boolean first, int precision) {
        boolean start = i % columns == 0;
        if (first) {
            return start ? 1 << (precision - transform - 1) : numbers[i - 1] >> transform;
        }
        int up = numbers[i - columns] >> transform;
        if (start) {
            return up;
        }
        int left = numbers[i - 1] >> transform;
        int corner = numbers[i - columns - 1] >> transform;
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

    private static void put(ByteArrayOutputStream out, int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
    }

    private static void difference(CodedBits bits, int value) {
        int size = value == Short.MIN_VALUE ? 16 : 32 - Integer.numberOfLeadingZeros(Math.abs(value));
        bits.put(size, 5);
        if (size < 16) {
            bits.signed(value, size);
        }
    }
}
