package io.mmdino.dicom;

import java.util.Arrays;

/** Codes of up to 16 bits, looked up by the next 16. Source: ITU-T T.81 annex C. */
final class HuffmanTable {

    private static final int LONGEST = 16;

    /** Length of the code in the upper byte, what it means in the lower; 0 where no code begins so. */
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
                int meaning = in.u8();
                if (meaning > LONGEST || next + span > table.codes.length) {
                    throw JpegLosslessScan.corrupt("a code table that is none");
                }
                Arrays.fill(table.codes, next, next + span, (short) (length << 8 | meaning));
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
