package io.mmdino.dicom.codec;

import java.util.Arrays;

/** The Huffman tables of a JPEG: four for differences, of sizes up to 16, and four for the other coefficients. Source: ITU-T T.81 annex C. */
final class JpegHuffmanTables {

    static final int SEGMENT = 0xC4;

    private static final int TABLES = 4;
    private static final int LONGEST = 16;
    /** Definitions in a frame. Each takes memory, and the last of a number counts, so eight are enough. */
    private static final int MOST_DEFINITIONS = 64;

    private final Table[] tables = new Table[2 * TABLES];
    private int definitions;

    /** Reads a segment of tables. */
    void read(JpegBytes in, int end) throws FrameException {
        while (in.position() < end) {
            int target = in.u8();
            if (target >> 4 > 1 || (target & 15) >= TABLES) {
                throw in.corrupt("a code table with number " + target + ", wanted 0 to 3 or 16 to 19");
            }
            if (++definitions > MOST_DEFINITIONS) {
                throw in.corrupt("more than " + MOST_DEFINITIONS + " code tables");
            }
            boolean differences = target >> 4 == 0;
            tables[(target >> 4) * TABLES + (target & 15)] = Table.read(in, differences ? LONGEST : 255);
        }
    }

    /** The table of differences with this number. */
    Table differences(JpegBytes in, int number) throws FrameException {
        return table(in, number, 0);
    }

    /** The table of runs and sizes of coefficients with this number. */
    Table coefficients(JpegBytes in, int number) throws FrameException {
        return table(in, number, TABLES);
    }

    private Table table(JpegBytes in, int number, int first) throws FrameException {
        if (number >= TABLES || tables[first + number] == null) {
            throw in.corrupt("no code table with number " + number);
        }
        return tables[first + number];
    }

    /** Codes of up to 16 bits, looked up by 16 bits. */
    static final class Table {

        private final JpegBytes in;
        /** Length of the code in the upper byte, its value in the lower; 0 where there is no code. */
        private final short[] codes = new short[1 << LONGEST];

        private Table(JpegBytes in) {
            this.in = in;
        }

        private static Table read(JpegBytes in, int most) throws FrameException {
            int[] counts = new int[LONGEST + 1];
            for (int length = 1; length <= LONGEST; length++) {
                counts[length] = in.u8();
            }
            Table table = new Table(in);
            int next = 0;
            for (int length = 1; length <= LONGEST; length++) {
                int span = 1 << (LONGEST - length);
                for (int i = 0; i < counts[length]; i++) {
                    int value = in.u8();
                    if (value > most || next + span > table.codes.length) {
                        throw in.corrupt("a code table that is none");
                    }
                    Arrays.fill(table.codes, next, next + span, (short) (length << 8 | value));
                    next += span;
                }
            }
            return table;
        }

        int next(JpegBits bits) throws FrameException {
            int code = codes[bits.peek16()];
            if (code == 0) {
                throw in.corrupt("a code that its table has not");
            }
            bits.take(code >> 8);
            return code & 0xFF;
        }
    }
}
